package ksim.core.timing.pipeline;

/** What a micro-operation waited for last before it started. */
public enum StartWait {
  /** Nothing: it needs no execution unit. */
  NOTHING,
  /** The way from issue to the port. */
  ISSUE,
  /** A source operand. */
  SOURCE,
  /** An older micro-operation on its port. */
  PORT,
  /** The divider. */
  DIVIDER,
  /** A fence, a locked instruction, or an instruction of its form that is still under way. */
  ORDERING
}
