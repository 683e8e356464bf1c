package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSP;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.sched.audit.Probe;
import ksim.sched.stack.GuestCode;
import ksim.sched.stack.StackDesign;

/**
 * A kernel in the making: the assembler, the data segment, and the records of functions and probes.
 * Each part of the kernel appends its functions through this.
 *
 * <p>Calling convention: System V without vector registers. Frames: RBP chain, callee-saved
 * registers in the slots below RBP, locals below those, and a store to the lowest bytes, since a
 * compiler's frame is used down to its end.
 */
final class KernelCode implements GuestCode {
  private final Assembler assembler = new Assembler(MemoryMap.TEXT);
  private final DataSegment data = new DataSegment(MemoryMap.DATA);
  private final Map<String, Label> labels = new HashMap<>();
  private final List<OpenFunction> functions = new ArrayList<>();
  private final List<OpenProbe> probes = new ArrayList<>();
  private final Map<String, Thunk> thunks = new LinkedHashMap<>();
  private final Deque<List<RegisterOperand>> savedRegisters = new ArrayDeque<>();
  private final StackDesign design;
  private final KernelParameters parameters;
  private final Sites sites;

  private final List<OpenLoop> measured = new ArrayList<>();

  private record OpenFunction(String name, Label start, Label end, long frameBytes) {}

  private record OpenLoop(String name, long rounds, Label begin, Label end) {}

  private record OpenProbe(Label at, String site) {}

  /** Code that calls {@code target} on the kernel stack, itself called at {@code entry}. */
  record Thunk(Label target, Label entry) {}

  KernelCode(StackDesign design, KernelParameters parameters) {
    this.design = design;
    this.parameters = parameters;
    this.sites = new Sites(this);
  }

  @Override
  public Assembler assembler() {
    return assembler;
  }

  @Override
  public MemoryOperand preemptCounter() {
    return CurrentThread.preemptCounter();
  }

  @Override
  public MemoryOperand readCounter() {
    return dword(FS, ThreadLayout.READ_COUNTER);
  }

  @Override
  public MemoryOperand newThreadReadCounter() {
    return dword(RBX, ThreadLayout.READ_COUNTER);
  }

  @Override
  public MemoryOperand newThreadStackIsLazy() {
    return qword(RBX, ThreadLayout.STACK_LAZY);
  }

  @Override
  public void probeFollows(String site) {
    Label at = assembler.fresh("probe");
    assembler.bind(at);
    probes.add(new OpenProbe(at, site));
  }

  @Override
  public MemoryOperand stackLimit() {
    return qword(FS, ThreadLayout.STACK_LIMIT);
  }

  @Override
  public Label kernelFunction(String symbol) {
    return label(symbol);
  }

  @Override
  public Label thunk(Label target) {
    return thunks
        .computeIfAbsent(target.name(), name -> new Thunk(target, label("thunk:" + name)))
        .entry();
  }

  /** The thunks that were asked for so far, in order. */
  List<Thunk> thunks() {
    return List.copyOf(thunks.values());
  }

  StackDesign design() {
    return design;
  }

  KernelParameters parameters() {
    return parameters;
  }

  DataSegment data() {
    return data;
  }

  Sites sites() {
    return sites;
  }

  /** The label of this name, bound or not yet. */
  Label label(String name) {
    return labels.computeIfAbsent(name, assembler::label);
  }

  /** An observation point: a symbol here, at no cost in the guest. */
  void observable(String name) {
    assembler.bind(label(name));
  }

  void call(String function) {
    assembler.call(label(function));
  }

  void jump(String function) {
    assembler.jmp(label(function));
  }

  /** Starts a function without a frame of its own. */
  void beginBare(String name) {
    beginBare(label(name));
  }

  void beginBare(Label start) {
    assembler.align(16);
    assembler.bind(start);
    functions.add(new OpenFunction(start.name(), start, assembler.fresh("end"), 0));
  }

  /** Ends a function that was begun bare; it has emitted its own return. */
  void endBare() {
    assembler.bind(functions.getLast().end());
  }

  /** Starts a function with a frame of {@code frameBytes} and saves these registers in it. */
  void begin(String name, int frameBytes, RegisterOperand... saved) {
    beginBare(name);
    frame(frameBytes, saved);
  }

  /** The frame of {@link #begin}; 8 bytes a saved register are part of it. */
  void frame(long frameBytes, RegisterOperand... saved) {
    OpenFunction open = functions.removeLast();
    long locals = (frameBytes + 15) & -16;
    functions.add(new OpenFunction(open.name, open.start, open.end, locals + Long.BYTES));
    assembler.push(RBP);
    assembler.mov(RBP, RSP);
    assembler.sub(RSP, locals);
    for (int i = 0; i < saved.length; i++) {
      assembler.mov(qword(RBP, -8L * (i + 1)), saved[i]);
    }
    if (frameBytes > 8L * saved.length) {
      assembler.mov(qword(RSP), RDI);
    }
    savedRegisters.push(List.of(saved));
  }

  /** Restores the saved registers, removes the frame and returns; may be used more than once. */
  void leave() {
    List<RegisterOperand> saved = savedRegisters.getFirst();
    for (int i = 0; i < saved.size(); i++) {
      assembler.mov(saved.get(i), qword(RBP, -8L * (i + 1)));
    }
    assembler.leave();
    assembler.ret();
  }

  /** Returns and ends the function. */
  void end() {
    leave();
    savedRegisters.pop();
    endBare();
  }

  /** Ends a function with a frame that never returns. */
  void endNoReturn() {
    assembler.ud2();
    savedRegisters.pop();
    endBare();
  }

  /** Calls a panic where the condition holds: the return address says where it happened. */
  void panicIf(Condition condition, String panic) {
    Label fine = assembler.fresh("fine");
    assembler.jcc(condition.negated(), fine);
    call(panic);
    assembler.bind(fine);
  }

  /** Address of a global that has been reserved in the data segment. */
  long at(String global) {
    return data.addressOf(global);
  }

  /** A 64-bit global as an operand: the kernel lies below 2 GiB, so its address fits. */
  MemoryOperand global(String name) {
    return Memory.qwordAt(at(name));
  }

  /** Loads the address of a global; the upper half of the register becomes zero. */
  void loadAddress(RegisterOperand target32, String global) {
    assembler.mov(target32, at(global));
  }

  /** Address of a local: {@code offset} bytes below RBP. */
  static MemoryOperand local(int offset) {
    return qword(RBP, -offset);
  }

  /** Address operand of a local, for LEA. */
  static MemoryOperand localAddress(int offset) {
    return address(RBP, -offset);
  }

  List<KernelFunction> functions(AssembledCode code) {
    return functions.stream()
        .map(
            f ->
                new KernelFunction(
                    f.name(), code.addressOf(f.start()), code.addressOf(f.end()), f.frameBytes()))
        .sorted((f, g) -> Long.compare(f.start(), g.start()))
        .toList();
  }

  /**
   * Records that the code from here to where the label that is returned is bound is a measured
   * loop.
   */
  Label beginMeasured(String name, long rounds) {
    Label begin = assembler.fresh("measured");
    Label end = assembler.fresh("measured_end");
    assembler.bind(begin);
    measured.add(new OpenLoop(name, rounds, begin, end));
    return end;
  }

  List<MeasuredLoop> measured(AssembledCode code) {
    return measured.stream()
        .map(
            loop ->
                new MeasuredLoop(
                    loop.name, loop.rounds, code.addressOf(loop.begin), code.addressOf(loop.end)))
        .toList();
  }

  List<Probe> probes(AssembledCode code) {
    return probes.stream()
        .map(p -> new Probe(code.addressOf(p.at()), p.site()))
        .sorted((p, q) -> Long.compare(p.address(), q.address()))
        .toList();
  }
}
