package ksim.core.softfloat;

/**
 * A number in the x87's 80-bit double extended format (Intel SDM volume 1, section 4.2.2).
 *
 * @param signExponent the sign in bit 15, the biased exponent in bits 14-0
 * @param significand the significand, its integer bit in bit 63
 */
public record Extended(int signExponent, long significand) {
  /** +0. */
  public static final Extended ZERO = new Extended(0, 0);

  /** 1.0. */
  public static final Extended ONE = new Extended(0x3fff, 1L << 63);

  /** The QNaN floating-point indefinite: the masked result of invalid operations. */
  public static final Extended INDEFINITE = new Extended(0xffff, 3L << 62);

  /** Whether the sign bit is set. */
  public boolean isNegative() {
    return (signExponent & 0x8000) != 0;
  }

  /** The biased exponent, 0 to 0x7fff. */
  public int biasedExponent() {
    return signExponent & 0x7fff;
  }

  /** The same with the other sign (FCHS): no exception, whatever it is. */
  public Extended negate() {
    return new Extended(signExponent ^ 0x8000, significand);
  }

  /** The same with the sign bit clear (FABS): no exception, whatever it is. */
  public Extended abs() {
    return new Extended(signExponent & 0x7fff, significand);
  }
}
