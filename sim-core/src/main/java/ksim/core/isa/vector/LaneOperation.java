package ksim.core.isa.vector;

/**
 * What a packed instruction computes, described on 64 bits: the elements of one lane of the result
 * depend on the same lane of the operands only.
 */
@FunctionalInterface
public interface LaneOperation {
  /**
   * A lane of the result.
   *
   * @param first lane of the first source, which in legacy encodings is the destination
   * @param second lane of the second source, which may be memory
   */
  long apply(long first, long second);
}
