package ksim.core.isa.vector;

/** MPSADBW and PHMINPOSUW. */
public final class PackedSearch {
  private PackedSearch() {}

  /**
   * MPSADBW: the sums of absolute differences of four bytes of the second source and of those at
   * four neighbouring places of the first.
   *
   * @param control bits 1-0 which four bytes of the second source, bit 2 where in the first to
   *     start
   */
  public static BlockOperation sumsOfDifferences(int control) {
    int start = (control & 4) == 0 ? 0 : 4;
    return (lane, low, high, low2, high2) -> {
      long sample = ((control & 2) == 0 ? low2 : high2) >>> (32 * (control & 1));
      long result = 0;
      for (int i = 0; i < 4; i++) {
        int sum = 0;
        for (int k = 0; k < 4; k++) {
          int at = start + 4 * lane + i + k;
          int a = (int) ((at < 8 ? low : high) >>> (8 * (at & 7))) & 0xff;
          sum += Math.abs(a - ((int) (sample >>> (8 * k)) & 0xff));
        }
        result |= (long) sum << (16 * i);
      }
      return result;
    };
  }

  /** PHMINPOSUW: the least unsigned word of the second source, and in bits 18-16 its place. */
  public static long minimum(int lane, long low, long high, long low2, long high2) {
    if (lane == 1) {
      return 0;
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      long word = (i < 4 ? low2 : high2) >>> (16 * (i & 3)) & 0xffff;
      least = Math.min(least, word << 3 | i);
    }
    return least >>> 3 | (least & 7) << 16;
  }
}
