package ksim.core.isa.vector;

/** PCLMULQDQ: multiplication of polynomials over GF(2). */
public final class CarrylessMultiply {
  private CarrylessMultiply() {}

  /**
   * The product of a lane of each source.
   *
   * @param control bit 0 chooses the lane of the first source, bit 4 that of the second
   */
  public static BlockOperation lanes(int control) {
    return (lane, low, high, low2, high2) -> {
      long a = (control & 1) == 0 ? low : high;
      long b = (control & 0x10) == 0 ? low2 : high2;
      return lane == 0 ? lowProduct(a, b) : highProduct(a, b);
    };
  }

  private static long lowProduct(long a, long b) {
    long product = 0;
    long power = a;
    for (long rest = b; rest != 0; rest >>>= 1) {
      product ^= power & -(rest & 1);
      power <<= 1;
    }
    return product;
  }

  /** Reversing the bits of the factors reverses those of the 127-bit product. */
  private static long highProduct(long a, long b) {
    return Long.reverse(lowProduct(Long.reverse(a), Long.reverse(b))) >>> 1;
  }
}
