package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import ksim.core.cpu.Cpu;
import ksim.core.timing.CoreTiming;
import ksim.mmu.Mmu;

/** The local variables of a region's method, and the ways out, which write them back. */
final class RegionState {
  private static final ClassDesc CPU = ClassConstants.descriptor(Cpu.class);
  private static final ClassDesc THROWN = ClassConstants.descriptor(RuntimeException.class);
  private static final int STAMP = 2;

  final ClassConstants constants;
  final GuestRegisters registers;
  final OperandWriter operands;
  final Cpu cpu;
  private final CodeBuilder code;
  private final Surroundings surroundings;

  /** {@link Cpu#cycles} and {@link Cpu#instructions} at the start of the block. */
  private final int cycles;

  private final int instructions;

  /** The number of flushes under which the region was entered. */
  private final int flushes;

  /** The operation at hand, a {@link RegionPosition}. */
  private final int position;

  /** Where execution goes on, and the last block, on the way out. */
  private final int rip;

  private final int last;
  private final int thrown;

  private final Label exit;
  private final Label exitWritten;
  private final Label abandoned;
  private final Label interrupted;
  private final Label interruptedWritten;

  RegionState(
      CodeBuilder code, ClassConstants constants, RegionPlan plan, Surroundings surroundings) {
    this.code = code;
    this.constants = constants;
    this.surroundings = surroundings;
    this.cpu = surroundings.cpu();
    this.registers = new GuestRegisters(code, constants, cpu, RegisterUse.of(plan));
    this.operands = new OperandWriter(code, constants, cpu, registers);
    cycles = code.allocateLocal(TypeKind.LONG);
    instructions = code.allocateLocal(TypeKind.LONG);
    flushes = code.allocateLocal(TypeKind.LONG);
    position = code.allocateLocal(TypeKind.INT);
    rip = code.allocateLocal(TypeKind.LONG);
    last = code.allocateLocal(TypeKind.INT);
    thrown = code.allocateLocal(TypeKind.REFERENCE);
    exit = code.newLabel();
    exitWritten = code.newLabel();
    abandoned = code.newLabel();
    interrupted = code.newLabel();
    interruptedWritten = code.newLabel();
  }

  /** Takes the CPU's state up, at the entry. */
  void takeUp() {
    registers.reload();
    pushCpu();
    code.getfield(CPU, "cycles", ConstantDescs.CD_long).lstore(cycles);
    pushCpu();
    code.getfield(CPU, "instructions", ConstantDescs.CD_long).lstore(instructions);
    pushFlushCount();
    code.lstore(flushes).iconst_0().istore(position);
  }

  void pushCpu() {
    constants.push(code, cpu, Cpu.class);
  }

  private void pushFlushCount() {
    constants.push(code, cpu.mmu, Mmu.class);
    Calls.FLUSH_COUNT.write(code);
  }

  /** Notes which operation is at hand. */
  void at(int where) {
    code.loadConstant(where).istore(position);
  }

  /** Sets {@link Cpu#rip} to a constant. */
  void setRip(long value) {
    pushCpu();
    code.loadConstant(value).putfield(CPU, "rip", ConstantDescs.CD_long);
  }

  /** Pops where execution goes on. */
  void popNext() {
    code.lstore(rip);
  }

  /** Pushes where execution goes on. */
  void pushNext() {
    code.lload(rip);
  }

  /** Pushes {@link Cpu#rip}. */
  void pushRip() {
    pushCpu();
    code.getfield(CPU, "rip", ConstantDescs.CD_long);
  }

  /** Tells the CPU the time at the start of the block, for whoever an operation may reach. */
  void tellTime() {
    pushCpu();
    code.lload(cycles).putfield(CPU, "cycles", ConstantDescs.CD_long);
    pushCpu();
    code.lload(instructions).putfield(CPU, "instructions", ConstantDescs.CD_long);
  }

  /** A block has been executed to its end, and the next address is known. */
  void charge(GuestBlock block) {
    constants.push(code, surroundings.timing(), CoreTiming.class);
    constants.push(code, block.profile(), ksim.core.timing.BlockProfile.class);
    code.lload(rip);
    Calls.EXECUTED.write(code);
    code.lload(cycles).ladd().lstore(cycles);
    code.lload(instructions).loadConstant((long) block.count()).ladd().lstore(instructions);
  }

  /** Leaves after a block, unless the loop goes on and the state of translation is the same. */
  void leaveUnlessGoingOn(Label leave) {
    code.lload(cycles);
    constants.push(code, surroundings.deadline(), Surroundings.Deadline.class);
    Calls.DEADLINE.write(code);
    code.lcmp().ifge(leave);
    pushFlushCount();
    code.lload(flushes).lcmp().ifne(leave);
  }

  /** Goes to a block if it may be entered. */
  void enter(GuestBlock block, Label target) {
    constants.push(code, block, GuestBlock.class);
    code.lload(STAMP);
    Calls.IS_CURRENT.write(code);
    code.ifne(target);
  }

  /** Leaves after a block, with registers in local variables. */
  void leave(int block) {
    code.loadConstant(block).istore(last).goto_(exit);
  }

  /** Leaves after a block whose last operation has left all registers in the CPU. */
  void leaveWritten(int block) {
    code.loadConstant(block).istore(last).goto_(exitWritten);
  }

  /** Leaves before an operation if the code of its block has changed. */
  void leaveIfDead(GuestBlock block, int next) {
    Label alive = code.newLabel();
    constants.push(code, block, GuestBlock.class);
    Calls.IS_DEAD.write(code);
    code.ifeq(alive);
    at(next);
    code.goto_(abandoned).labelBinding(alive);
  }

  /** What is thrown between two labels is kept; registers are in local variables. */
  void guard(Label from, Label to) {
    code.exceptionCatch(from, to, interrupted, THROWN);
  }

  /** What is thrown between two labels is kept; registers are in the CPU. */
  void guardWritten(Label from, Label to) {
    code.exceptionCatch(from, to, interruptedWritten, THROWN);
  }

  /** Writes the ways out. */
  void writeExits() {
    code.labelBinding(exit);
    registers.spill();
    code.labelBinding(exitWritten);
    tellTime();
    pushCpu();
    code.lload(rip).putfield(CPU, "rip", ConstantDescs.CD_long).iload(last).ireturn();

    code.labelBinding(abandoned);
    registers.spill();
    pushInterruption();
    Calls.ABANDONED.write(code);
    answerPosition();

    code.labelBinding(interrupted).astore(thrown);
    registers.spill();
    keepThrown();

    code.labelBinding(interruptedWritten).astore(thrown);
    keepThrown();
  }

  private void keepThrown() {
    pushInterruption();
    code.aload(thrown);
    Calls.CAUGHT.write(code);
    answerPosition();
  }

  private void pushInterruption() {
    constants.push(code, surroundings.interruption(), Surroundings.Interruption.class);
  }

  private void answerPosition() {
    tellTime();
    code.iload(position).iconst_m1().ixor().ireturn();
  }
}
