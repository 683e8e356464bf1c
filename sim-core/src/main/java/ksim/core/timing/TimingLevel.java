package ksim.core.timing;

/** How cycles are counted. */
public enum TimingLevel {
  /** One instruction, one cycle; one more for each entry into a handler. */
  NONE,
  /** A static cost for each block plus penalties raised on slow paths. */
  FAST,
  /** An out-of-order core, micro-operation by micro-operation. */
  DETAILED
}
