package ksim.sched.stack;

/** Who serves a page fault on the running thread's own stack. */
public enum StackFaults {
  /** The page-fault handler as for any mapping: it takes locks and may sleep. */
  BY_HANDLER,
  /**
   * The entry code itself, on the exception stack and with interrupts off, with a page from a
   * reserve of its CPU: legal in any context as long as the reserve lasts.
   */
  FROM_RESERVE
}
