package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import ksim.core.cpu.Cpu;
import ksim.core.isa.Alu;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/** Writes operations by their shapes. */
final class OperationWriter {
  private static final long SLOT_BYTES = 8;

  private final CodeBuilder code;
  private final RegionState state;
  private final OperandWriter operands;
  private final GuestRegisters registers;

  /** Operands and value of the operation at hand. */
  private final int first;

  private final int second;
  private final int value;

  /** Whether the flags of the operation at hand are written. */
  private boolean flags = true;

  OperationWriter(CodeBuilder code, RegionState state) {
    this.code = code;
    this.state = state;
    this.operands = state.operands;
    this.registers = state.registers;
    first = code.allocateLocal(TypeKind.LONG);
    second = code.allocateLocal(TypeKind.LONG);
    value = code.allocateLocal(TypeKind.LONG);
  }

  /** Whether an operation may throw, or reach anything outside the region. */
  static boolean mayInterrupt(Shape shape) {
    return shape instanceof Shape.Whole
        || shape instanceof Shape.JumpTo
        || shape.usesStack()
        || shape.sources().stream().anyMatch(OperandWriter::isMemory)
        || shape.destinations().stream().anyMatch(OperandWriter::isMemory);
  }

  /** Whether the flags of the operations that follow are to be written. */
  void setsFlags(boolean on) {
    flags = on;
  }

  /** Calls an operation. */
  void execute(Op op) {
    state.constants.push(code, op, Op.class);
    state.pushCpu();
    Calls.EXECUTE.write(code);
  }

  /** Writes an operation that does not branch. */
  void write(Shape shape) {
    switch (shape) {
      case Shape.Nothing _ -> {}
      case Shape.Compute compute -> compute(compute);
      case Shape.Compare(Alu alu, int bits, Operand a, Operand b) -> {
        operands.read(a);
        code.lstore(first);
        operands.read(b);
        code.lstore(second);
        value(alu, bits);
        code.lstore(value);
        setFlags(alu, bits);
      }
      case Shape.Copy(Operand to, Operand from) -> {
        operands.read(from);
        operands.write(to);
      }
      case Shape.Convert(Call function, int bits, Operand to, Operand from) -> {
        code.loadConstant(bits);
        operands.read(from);
        function.write(code);
        operands.write(to);
      }
      case Shape.AddressOf(Operand to, var address) -> {
        operands.effective(address);
        operands.write(to);
      }
      case Shape.Select(int condition, Operand to, Operand from) -> select(condition, to, from);
      case Shape.Truth(int condition, Operand to) -> truth(condition, to);
      case Shape.Push(Operand from) -> {
        operands.read(from);
        push();
      }
      case Shape.Pop(Operand to) -> {
        pop();
        operands.write(to);
      }
      default -> throw new IllegalStateException("a branch: " + shape);
    }
  }

  /** Writes a branch to an address that it leaves as the one where execution goes on. */
  void writeBranch(Shape shape) {
    switch (shape) {
      case Shape.JumpTo(Operand target) -> {
        state.pushCpu();
        operands.read(target);
        Calls.CANONICAL.write(code);
        state.popNext();
      }
      case Shape.CallTo(Operand target, long next) -> {
        operands.read(target);
        code.lstore(second);
        code.loadConstant(next);
        pushThen(
            () -> {
              state.pushCpu();
              code.lload(second);
              Calls.CANONICAL.write(code);
              state.popNext();
            });
      }
      case Shape.Return(int extra) -> {
        state.pushCpu();
        operands.pushMmu();
        registers.push(Cpu.RSP);
        Calls.read(64).write(code);
        Calls.CANONICAL.write(code);
        state.popNext();
        registers.push(Cpu.RSP);
        code.loadConstant(SLOT_BYTES + extra).ladd();
        registers.pop(Cpu.RSP);
      }
      default -> throw new IllegalStateException("no branch: " + shape);
    }
  }

  /** Writes the push of a call; its target has been checked. */
  void call(Shape.Call64 call) {
    code.loadConstant(call.next());
    push();
  }

  /** Goes on elsewhere if a condition does not hold. */
  void branchUnless(int condition, Label otherwise) {
    code.lload(registers.result).lload(registers.auxiliary);
    Calls.condition(condition).write(code);
    if ((condition & 1) == 0) {
      code.ifeq(otherwise);
    } else {
      code.ifne(otherwise);
    }
  }

  private void compute(Shape.Compute compute) {
    boolean updates = compute.updates();
    if (updates) {
      operands.readForUpdate(compute.first());
    } else {
      operands.read(compute.first());
    }
    code.lstore(first);
    operands.read(compute.second());
    code.lstore(second);
    value(compute.alu(), compute.bits());
    code.lstore(value).lload(value);
    if (updates) {
      operands.update(compute.destination());
    } else {
      operands.write(compute.destination());
    }
    setFlags(compute.alu(), compute.bits());
  }

  private void value(Alu alu, int bits) {
    function(alu, bits);
    code.lload(registers.auxiliary);
    Calls.VALUE_OF.write(code);
  }

  private void setFlags(Alu alu, int bits) {
    if (!flags) {
      return;
    }
    function(alu, bits);
    code.lload(value).lload(registers.result);
    Calls.RESULT_OF.write(code);
    code.lstore(registers.result);
    function(alu, bits);
    code.lload(value).lload(registers.auxiliary);
    Calls.AUXILIARY_OF.write(code);
    code.lstore(registers.auxiliary);
  }

  private void function(Alu alu, int bits) {
    var type = ClassConstants.descriptor(Alu.class);
    code.getstatic(type, alu.name(), type);
    code.loadConstant(bits).lload(first).lload(second);
  }

  private void select(int condition, Operand to, Operand from) {
    operands.read(from);
    code.lstore(first);
    Label otherwise = code.newLabel();
    Label done = code.newLabel();
    branchUnless(condition, otherwise);
    code.lload(first).goto_(done).labelBinding(otherwise);
    operands.read(to);
    code.labelBinding(done);
    operands.write(to);
  }

  private void truth(int condition, Operand to) {
    Label otherwise = code.newLabel();
    Label done = code.newLabel();
    branchUnless(condition, otherwise);
    code.lconst_1().goto_(done).labelBinding(otherwise).lconst_0().labelBinding(done);
    operands.write(to);
  }

  private void push() {
    pushThen(() -> {});
  }

  /** Pops a value and pushes it onto the guest's stack; RSP changes when all else is done. */
  private void pushThen(Runnable check) {
    code.lstore(value);
    registers.push(Cpu.RSP);
    code.loadConstant(SLOT_BYTES).lsub().lstore(first);
    operands.pushMmu();
    code.lload(first).lload(value);
    Calls.write(64).write(code);
    check.run();
    code.lload(first);
    registers.pop(Cpu.RSP);
  }

  private void pop() {
    operands.pushMmu();
    registers.push(Cpu.RSP);
    Calls.read(64).write(code);
    registers.push(Cpu.RSP);
    code.loadConstant(SLOT_BYTES).ladd();
    registers.pop(Cpu.RSP);
  }
}
