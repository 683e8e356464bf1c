package ksim.core.isa.vector;

/** GFNI: arithmetic on the bytes of a lane in the field GF(2^8) of AES, and on vectors of bits. */
public final class GaloisField {
  private GaloisField() {}

  /** GF2P8MULB: the products of the bytes. */
  public static long multiply(long a, long b) {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      int x = (int) (a >>> shift) & 0xff;
      int y = (int) (b >>> shift) & 0xff;
      result |= (long) AesTables.multiply(x, y) << shift;
    }
    return result;
  }

  /**
   * GF2P8AFFINEQB: each byte of the first source, multiplied by the matrix of bits in the second,
   * plus a constant.
   *
   * @param constant the immediate
   */
  public static LaneOperation affine(int constant) {
    return (a, matrix) -> {
      long result = 0;
      for (int shift = 0; shift < 64; shift += 8) {
        result |= (long) affine((int) (a >>> shift) & 0xff, matrix, constant) << shift;
      }
      return result;
    };
  }

  /** GF2P8AFFINEINVQB: the same of the bytes' multiplicative inverses; zero for zero. */
  public static LaneOperation affineOfInverse(int constant) {
    LaneOperation affine = affine(constant);
    return (a, matrix) -> {
      long inverses = 0;
      for (int shift = 0; shift < 64; shift += 8) {
        inverses |= (long) AesTables.invert((int) (a >>> shift) & 0xff) << shift;
      }
      return affine.apply(inverses, matrix);
    };
  }

  /** Row i of the matrix, which gives bit i of the result, is its byte 7 - i. */
  private static int affine(int x, long matrix, int constant) {
    int result = constant;
    for (int i = 0; i < 8; i++) {
      int row = (int) (matrix >>> (8 * (7 - i))) & 0xff;
      result ^= (Integer.bitCount(row & x) & 1) << i;
    }
    return result;
  }
}
