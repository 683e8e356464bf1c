package ksim.core.fault;

/** How an exception relates to the instruction that raised it (Intel SDM volume 3, section 6.5). */
public enum ExceptionClass {
  /** The saved RIP is that of the instruction, which can be restarted. */
  FAULT,
  /**
   * A breakpoint on the execution of the instruction: a fault whose frame has RF as it is, not set
   * (volume 3, section 18.3.1.1). Its handler sets RF to get past it.
   */
  EXECUTION_BREAKPOINT,
  /** The saved RIP is that of the next instruction: this one has completed. */
  TRAP,
  /** The program cannot be resumed reliably. */
  ABORT
}
