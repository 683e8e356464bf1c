package ksim.core.isa.vector;

/** Block operations that take some lanes or elements of one source and some of the other. */
public final class Merge {
  private static final long LOW = 0xffff_ffffL;

  private Merge() {}

  /** MOVLPS, MOVLPD, MOVSD: the low lane of the second source, the high lane of the first. */
  public static long lowLane(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? low2 : high;
  }

  /** MOVHPS, MOVHPD, MOVLHPS: the low lane of the first source, then that of the second. */
  public static long lowToHigh(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? low : low2;
  }

  /** MOVHLPS: the high lane of the second source, then that of the first. */
  public static long highToLow(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? high2 : high;
  }

  /** PUNPCKHQDQ: the high lanes of both. */
  public static long highLanes(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? high : high2;
  }

  /** MOVSS: the low doubleword of the second source, the rest of the first. */
  public static long lowDoubleword(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? (low & ~LOW) | (low2 & LOW) : high;
  }

  /**
   * PBLENDW, BLENDPS, BLENDPD, VPBLENDD: elements of the second source where an immediate has ones.
   *
   * @param control a bit for each element of the block
   */
  public static BlockOperation blend(Elements elements, int control) {
    int perLane = Long.SIZE / elements.bits();
    long lowMask = elements.spread(control);
    long highMask = elements.spread(control >>> perLane);
    return (lane, low, high, low2, high2) ->
        lane == 0 ? (low & ~lowMask) | (low2 & lowMask) : (high & ~highMask) | (high2 & highMask);
  }

  /**
   * INSERTPS.
   *
   * @param control bits 7-6 the doubleword of the second source, 5-4 where it goes, 3-0 which
   *     doublewords of the result become zero
   */
  public static BlockOperation insertSingle(int control) {
    int source = control >>> 6 & 3;
    int target = control >>> 4 & 3;
    return (lane, low, high, low2, high2) -> {
      long value = (source < 2 ? low2 : high2) >>> (32 * (source & 1)) & LOW;
      long result = lane == 0 ? low : high;
      if (target >>> 1 == lane) {
        int shift = 32 * (target & 1);
        result = (result & ~(LOW << shift)) | value << shift;
      }
      return result & ~Elements.DOUBLEWORDS.spread(control >>> (2 * lane));
    };
  }
}
