package ksim.core.timing.uops;

/** What renaming makes of an instruction without an execution unit. */
public enum Elimination {
  /** It is executed. */
  NONE,
  /** Its results are known: a zero idiom, a no-operation. */
  KNOWN,
  /** It is a move of a general register, which is renamed away where there is a free slot. */
  GENERAL_MOVE,
  /** The same of a vector register. */
  VECTOR_MOVE
}
