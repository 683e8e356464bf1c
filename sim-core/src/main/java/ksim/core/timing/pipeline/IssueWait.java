package ksim.core.timing.pipeline;

/** What a fused micro-operation waited for last before it could be issued. */
public enum IssueWait {
  /** Nothing but its turn: it went with the one before, or in the cycle after a full group. */
  WIDTH,
  /** The front end had not delivered it yet. */
  FRONT_END,
  /** The reorder buffer was full. */
  REORDER_BUFFER,
  /** The scheduler was full. */
  SCHEDULER,
  /** The load buffer was full. */
  LOAD_BUFFER,
  /** The store buffer was full. */
  STORE_BUFFER,
  /** It, or a micro-operation before it that merges registers, must begin a group. */
  MERGE,
  /** All before it had to retire first. */
  SERIALIZING
}
