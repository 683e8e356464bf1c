package ksim.core.isa.vector;

/** Products of packed integers, and sums of products and of differences. */
public final class PackedMultiply {
  private static final long LOW = 0xffff_ffffL;

  private PackedMultiply() {}

  /** A product of two words, each sign-extended to 32 bits, and what is kept of it. */
  private static int product(long a, long b, int shift) {
    return (short) (a >>> shift) * (short) (b >>> shift);
  }

  private static int unsignedProduct(long a, long b, int shift) {
    return (int) (a >>> shift & 0xffff) * (int) (b >>> shift & 0xffff);
  }

  /** PMULLW: the low words of the products. */
  public static long lowWords(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      result |= (product(a, b, shift) & 0xffffL) << shift;
    }
    return result;
  }

  /** PMULHW: the high words of the signed products. */
  public static long highWords(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      result |= (product(a, b, shift) >>> 16 & 0xffffL) << shift;
    }
    return result;
  }

  /** PMULHUW: the high words of the unsigned products. */
  public static long highUnsignedWords(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      result |= (unsignedProduct(a, b, shift) >>> 16 & 0xffffL) << shift;
    }
    return result;
  }

  /** PMULHRSW: bits 30-15 of the signed products, rounded. */
  public static long highRoundedWords(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      result |= (((product(a, b, shift) >> 14) + 1) >> 1 & 0xffffL) << shift;
    }
    return result;
  }

  /** PMULLD: the low doublewords of the products. */
  public static long lowDoublewords(long a, long b) {
    return ((a * b) & LOW) | (((a >>> 32) * (b >>> 32)) << 32);
  }

  /** PMULUDQ: the product of the low unsigned doublewords. */
  public static long unsignedDoublewords(long a, long b) {
    return (a & LOW) * (b & LOW);
  }

  /** PMULDQ: the product of the low signed doublewords. */
  public static long signedDoublewords(long a, long b) {
    return (long) (int) a * (int) b;
  }

  /** PMADDWD: the sums of the products of neighbouring signed words. */
  public static long addWords(long a, long b) {
    int low = product(a, b, 0) + product(a, b, 16);
    int high = product(a, b, 32) + product(a, b, 48);
    return (low & LOW) | (long) high << 32;
  }

  /**
   * PMADDUBSW: the sums of the products of neighbouring bytes, unsigned ones of a and signed ones
   * of b, saturated to signed words.
   */
  public static long addBytes(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 16) {
      int sum = mixedProduct(a, b, shift) + mixedProduct(a, b, shift + 8);
      result |= (Packing.signedWord(sum) & 0xffffL) << shift;
    }
    return result;
  }

  private static int mixedProduct(long a, long b, int shift) {
    return (int) (a >>> shift & 0xff) * (byte) (b >>> shift);
  }

  /** PSADBW: the sum of the absolute differences of unsigned bytes. */
  public static long sumOfDifferences(long a, long b) {
    long differences = Elements.BYTES.maxUnsigned(a, b) - Elements.BYTES.minUnsigned(a, b);
    long pairs =
        (differences & 0x00ff_00ff_00ff_00ffL) + (differences >>> 8 & 0x00ff_00ff_00ff_00ffL);
    return (pairs * 0x0001_0001_0001_0001L) >>> 48;
  }
}
