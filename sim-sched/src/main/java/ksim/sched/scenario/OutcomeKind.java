package ksim.sched.scenario;

/** How a run ended. */
public enum OutcomeKind {
  /** Every thread that can end has ended. */
  COMPLETED("completed"),
  /**
   * A stack page was missing where a page fault is not allowed: interrupts or preemption were
   * disabled.
   */
  FAULT_IN_ATOMIC_CONTEXT("fault-in-atomic-context"),
  /** The stack ran into its guard area. */
  STACK_OVERFLOW("stack-overflow"),
  /** The kernel ran out of memory with nothing left to reclaim. */
  OUT_OF_MEMORY("out-of-memory"),
  /** Every CPU is idle, no event is due, and threads are still waiting for each other. */
  DEADLOCK("deadlock"),
  /** The kernel stopped itself for another reason; the message says why. */
  PANIC("panic"),
  /** A CPU shut down: an exception while delivering a double fault. */
  TRIPLE_FAULT("triple-fault"),
  /** The guest needed something that ksim has not got; the message names it, RIP and the bytes. */
  UNIMPLEMENTED("unimplemented"),
  /** The limit of cycles was reached first. */
  LIMIT("limit");

  private final String id;

  OutcomeKind(String id) {
    this.id = id;
  }

  /** The name used in scenario files and reports. */
  public String id() {
    return id;
  }
}
