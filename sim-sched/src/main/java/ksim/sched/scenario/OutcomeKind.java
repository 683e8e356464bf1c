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
  /**
   * Threads wait for each other, or one for itself: every CPU is idle and nothing is due, or a page
   * fault waits for a lock that its own thread holds.
   */
  DEADLOCK("deadlock"),
  /** A page fault that must not sleep found its CPU's reserve of pages empty. */
  RESERVE_EXHAUSTED("reserve-exhausted"),
  /** The kernel read memory through a translation that the page tables no longer hold. */
  STALE_TRANSLATION("stale-translation"),
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
