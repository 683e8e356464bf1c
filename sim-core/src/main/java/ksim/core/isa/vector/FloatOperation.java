package ksim.core.isa.vector;

import ksim.core.softfloat.FloatUnit;

/** What a floating-point instruction computes of one element of each source. */
public final class FloatOperation {
  private static final long LOW = 0xffff_ffffL;

  private FloatOperation() {}

  /** An operation on binary32 elements. */
  @FunctionalInterface
  public interface OfSingle {
    /**
     * An element of the result.
     *
     * @param first element of the first source, which in legacy encodings is the destination; an
     *     operation with one source ignores it
     * @param second element of the second source, which may be memory
     */
    int apply(FloatUnit unit, int first, int second);

    /** Both elements of a 64-bit lane. */
    default long applyToLane(FloatUnit unit, long first, long second) {
      return join(
          apply(unit, (int) first, (int) second),
          apply(unit, (int) (first >>> 32), (int) (second >>> 32)));
    }
  }

  /** An operation on binary64 elements. */
  @FunctionalInterface
  public interface OfDouble {
    /**
     * An element of the result.
     *
     * @param first element of the first source, which in legacy encodings is the destination; an
     *     operation with one source ignores it
     * @param second element of the second source, which may be memory
     */
    long apply(FloatUnit unit, long first, long second);
  }

  /** A lane of two elements. */
  static long join(int low, int high) {
    return (low & LOW) | (long) high << 32;
  }

  /** A lane with its low element replaced. */
  static long replaceLow(long lane, int low) {
    return (lane & ~LOW) | (low & LOW);
  }
}
