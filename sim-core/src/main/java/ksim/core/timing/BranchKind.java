package ksim.core.timing;

/** How a block ends, as the branch predictors see it. */
public enum BranchKind {
  /** It runs on into the next one. */
  NONE,
  /** Conditional jump. */
  CONDITIONAL,
  /** Jump to a fixed place. */
  DIRECT,
  /** Call of a fixed place. */
  DIRECT_CALL,
  /** Jump through a register or memory. */
  INDIRECT,
  /** Call through a register or memory. */
  INDIRECT_CALL,
  /** Near return. */
  RETURN
}
