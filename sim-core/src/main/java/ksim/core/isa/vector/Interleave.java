package ksim.core.isa.vector;

/**
 * Block operations made of operations on two lanes: the SSE forms of instructions that {@link
 * Packing} describes.
 */
public final class Interleave {
  private Interleave() {}

  /** The low lane from the two lanes of the first source, the high one from the second's. */
  public static BlockOperation sourceBySource(LaneOperation operation) {
    return (lane, low, high, low2, high2) ->
        lane == 0 ? operation.apply(low, high) : operation.apply(low2, high2);
  }

  /** PUNPCKL: interleaves the low lanes of both sources. */
  public static BlockOperation low(LaneOperation lowHalves) {
    return (lane, low, high, low2, high2) -> half(lowHalves, lane, low, low2);
  }

  /** PUNPCKH: interleaves the high lanes of both sources. */
  public static BlockOperation high(LaneOperation lowHalves) {
    return (lane, low, high, low2, high2) -> half(lowHalves, lane, high, high2);
  }

  private static long half(LaneOperation lowHalves, int lane, long a, long b) {
    return lane == 0 ? lowHalves.apply(a, b) : lowHalves.apply(a >>> 32, b >>> 32);
  }

  /** PUNPCKH in its MMX form: interleaves the high halves. */
  public static LaneOperation highHalves(LaneOperation lowHalves) {
    return (a, b) -> lowHalves.apply(a >>> 32, b >>> 32);
  }
}
