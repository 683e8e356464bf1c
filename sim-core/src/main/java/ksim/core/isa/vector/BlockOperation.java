package ksim.core.isa.vector;

/**
 * What a packed instruction computes, described on a block of 128 bits: elements of the result
 * depend on the whole block of the operands, but not on other blocks.
 */
@FunctionalInterface
public interface BlockOperation {
  /**
   * A lane of the result.
   *
   * @param lane 0 for the low 64 bits of the block, 1 for the high ones
   * @param low low lane of the first source, which in legacy encodings is the destination
   * @param high high lane of the first source
   * @param low2 low lane of the second source, which may be memory
   * @param high2 high lane of the second source
   */
  long lane(int lane, long low, long high, long low2, long high2);
}
