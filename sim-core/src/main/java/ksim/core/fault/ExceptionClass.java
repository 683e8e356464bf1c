package ksim.core.fault;

/** How an exception relates to the instruction that raised it (Intel SDM volume 3, section 6.5). */
public enum ExceptionClass {
  /** The saved RIP is that of the instruction, which can be restarted. */
  FAULT,
  /** The saved RIP is that of the next instruction: this one has completed. */
  TRAP,
  /** The program cannot be resumed reliably. */
  ABORT
}
