package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;

/** Programs written by hand for tests of the kernel. */
final class TestPrograms {
  private final KernelBuilder builder;

  TestPrograms(KernelBuilder builder) {
    this.builder = builder;
  }

  /** A function that runs {@code body} so many times; the counter lives in the frame. */
  Label loop(String name, long times, int frameBytes, Runnable body) {
    Assembler a = builder.assembler();
    Label function = a.label(name);
    Label again = a.fresh("again");
    builder.api().beginFunction(function, frameBytes);
    a.mov(qword(RBP, -8), times);
    a.bind(again);
    body.run();
    a.dec(qword(RBP, -8));
    a.jcc(Condition.NE, again);
    builder.api().endFunction();
    return function;
  }

  /** A function with a frame of this size around {@code body}. */
  Label call(String name, int frameBytes, Runnable body) {
    Label function = builder.assembler().label(name);
    builder.api().beginFunction(function, frameBytes);
    body.run();
    builder.api().endFunction();
    return function;
  }

  /** Writes or reads bytes at the lowest end of the frame. */
  void transfer(boolean write, int pipe, int bytes) {
    Assembler a = builder.assembler();
    a.mov(RDI, builder.api().pipe(pipe));
    a.lea(RSI, address(RSP));
    a.mov(RDX, bytes);
    builder.api().call(write ? builder.api().pipeWrite() : builder.api().pipeRead());
  }

  void addApplication(String name, Label program, long stackBytes) {
    builder.addThread(
        new ThreadDescriptor(
            name, ThreadKind.APPLICATION, StackSource.MMAP, stackBytes, 4096, program, true));
  }

  void addKernel(String name, Label program, long stackBytes, boolean terminates) {
    builder.addThread(
        new ThreadDescriptor(
            name, ThreadKind.KERNEL, StackSource.MALLOC, stackBytes, 0, program, terminates));
  }
}
