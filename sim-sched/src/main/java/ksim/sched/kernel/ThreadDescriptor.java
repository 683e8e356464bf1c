package ksim.sched.kernel;

import ksim.core.encoding.Label;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;

/**
 * A thread that the init thread creates.
 *
 * @param name its name, for people
 * @param kind application or kernel thread
 * @param source where the memory of its stack comes from; kernel threads that ask for the allocator
 *     may get a mapping instead, if the stack design says so
 * @param stackBytes usable size of its stack, at least 4096; mapped ones are rounded up to pages
 * @param guardBytes inaccessible bytes below a mapped stack, rounded up to pages; 0 for none
 * @param supply who provides a mapped stack
 * @param program function that it runs: called with the thread's index in RDI, ends by returning
 * @param terminates whether the scenario is complete only when this thread has ended
 */
public record ThreadDescriptor(
    String name,
    ThreadKind kind,
    StackSource source,
    long stackBytes,
    long guardBytes,
    StackSupply supply,
    Label program,
    boolean terminates) {
  /** A thread whose stack is provided by whoever creates it. */
  public ThreadDescriptor(
      String name,
      ThreadKind kind,
      StackSource source,
      long stackBytes,
      long guardBytes,
      Label program,
      boolean terminates) {
    this(name, kind, source, stackBytes, guardBytes, StackSupply.KERNEL, program, terminates);
  }
}
