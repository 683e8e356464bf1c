package ksim.core.timing.branch;

/** Kinds of branches, as far as they are predicted differently. */
public enum BranchKind {
  /** No branch: what follows is what lies behind. */
  NONE,
  /** Conditional jump of a fixed place. */
  CONDITIONAL,
  /** Unconditional jump of a fixed place. */
  JUMP,
  /** Call of a fixed place. */
  CALL,
  /** Jump through a register or memory. */
  INDIRECT_JUMP,
  /** Call through a register or memory. */
  INDIRECT_CALL,
  /** Near return. */
  RETURN
}
