package ksim.core.isa.vector;

/** Shifts of packed elements: PSLL PSRL PSRA, VPSLLV VPSRLV VPSRAV. */
public final class PackedShift {
  private PackedShift() {}

  /** A shift of all elements of a lane by one count. */
  @FunctionalInterface
  public interface Operation {
    /**
     * The lane shifted.
     *
     * @param count unsigned 64-bit number of bits
     */
    long apply(Elements elements, long lane, long count);
  }

  private static boolean isBelow(long count, int bits) {
    return Long.compareUnsigned(count, bits) < 0;
  }

  /** Shifts left; a count of the width or more leaves zero. */
  public static long left(Elements elements, long lane, long count) {
    if (!isBelow(count, elements.bits())) {
      return 0;
    }
    long kept = elements.lowest() >>> count;
    return (lane & elements.replicate(kept)) << count;
  }

  /** Shifts right, zeros coming in; a count of the width or more leaves zero. */
  public static long rightLogical(Elements elements, long lane, long count) {
    if (!isBelow(count, elements.bits())) {
      return 0;
    }
    long kept = elements.lowest() >>> count;
    return lane >>> count & elements.replicate(kept);
  }

  /** Shifts right, signs coming in; a count of the width or more leaves signs only. */
  public static long rightArithmetic(Elements elements, long lane, long count) {
    long n = isBelow(count, elements.bits()) ? count : elements.bits() - 1;
    long kept = elements.replicate(elements.lowest() >>> n);
    return (lane >>> n & kept) | (elements.negative(lane) & ~kept);
  }

  /** Shifts each element of 32 bits left by the count in the same element of b. */
  public static long leftVariable32(long a, long b) {
    return shiftLeft32((int) a, (int) b) | shiftLeft32((int) (a >>> 32), (int) (b >>> 32)) << 32;
  }

  private static long shiftLeft32(int value, int count) {
    return isBelow(count & 0xffff_ffffL, 32) ? (value << count) & 0xffff_ffffL : 0;
  }

  /** Shifts each element of 32 bits right by the count in the same element of b. */
  public static long rightVariable32(long a, long b) {
    return shiftRight32((int) a, (int) b) | shiftRight32((int) (a >>> 32), (int) (b >>> 32)) << 32;
  }

  private static long shiftRight32(int value, int count) {
    return isBelow(count & 0xffff_ffffL, 32) ? (value >>> count) & 0xffff_ffffL : 0;
  }

  /** Shifts each signed element of 32 bits right by the count in the same element of b. */
  public static long rightArithmeticVariable32(long a, long b) {
    return shiftSigned32((int) a, (int) b)
        | shiftSigned32((int) (a >>> 32), (int) (b >>> 32)) << 32;
  }

  private static long shiftSigned32(int value, int count) {
    int n = isBelow(count & 0xffff_ffffL, 32) ? count : 31;
    return (value >> n) & 0xffff_ffffL;
  }

  /** Shifts 64 bits left by the count in b. */
  public static long leftVariable64(long a, long b) {
    return isBelow(b, 64) ? a << b : 0;
  }

  /** Shifts 64 bits right by the count in b. */
  public static long rightVariable64(long a, long b) {
    return isBelow(b, 64) ? a >>> b : 0;
  }
}
