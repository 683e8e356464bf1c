package ksim.core.timing.uops;

/**
 * What an instruction does with RSP, as the stack engine sees it: it adds up the changes that
 * pushes, pops, calls and returns make, and inserts a micro-operation when something else needs the
 * sum.
 *
 * @param change bytes that are added to RSP without an execution unit
 * @param readsExplicitly whether RSP is an operand or part of an address
 * @param writesExplicitly whether RSP is written by an execution unit
 */
public record StackPointerUse(int change, boolean readsExplicitly, boolean writesExplicitly) {
  /** RSP is not used. */
  public static final StackPointerUse NONE = new StackPointerUse(0, false, false);
}
