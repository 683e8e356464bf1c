package ksim.core.isa.vector;

import ksim.core.softfloat.FloatUnit;

/**
 * RCPPS and RSQRTPS: approximations with a relative error of at most 1.5 * 2^-12. They raise no
 * exceptions, take denormals as zeros and give no denormals, whatever MXCSR says.
 *
 * <p>The manual leaves the values open; these are those of Intel processors (all 2^32 arguments
 * fall into the same 2048 intervals a sign and exponent, measured on a Emerald Rapids): the
 * function in the middle of the interval, rounded to 13 fraction bits. AMD's processors differ.
 */
public final class Reciprocal {
  private static final int SIGN = 1 << 31;
  private static final int FRACTION_BITS = 23;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int INFINITY = 0xff << FRACTION_BITS;
  private static final int QUIET = 1 << 22;
  private static final int INDEFINITE = 0xffc0_0000;
  private static final int BIAS = 127;

  /** Results are at least one half and below one, in units of 2^-13, before they are scaled. */
  private static final int UNITS = 1 << 13;

  private Reciprocal() {}

  /** RCPPS: an approximation of 1 / second. */
  public static int reciprocal(FloatUnit unit, int first, int second) {
    int magnitude = second & ~SIGN;
    int sign = second & SIGN;
    if (magnitude > INFINITY) {
      return second | QUIET;
    }
    int exponent = magnitude >>> FRACTION_BITS;
    if (exponent == 0) {
      return sign | INFINITY;
    }
    double middle = middle(magnitude & FRACTION, 11);
    int resultExponent = 2 * BIAS - 1 - exponent;
    return resultExponent <= 0 ? sign : sign | pack(resultExponent, UNITS / middle);
  }

  /** RSQRTPS: an approximation of 1 / sqrt(second). */
  public static int reciprocalRoot(FloatUnit unit, int first, int second) {
    int magnitude = second & ~SIGN;
    if (magnitude > INFINITY) {
      return second | QUIET;
    }
    int exponent = magnitude >>> FRACTION_BITS;
    if (exponent == 0) {
      return (second & SIGN) | INFINITY;
    }
    if (second < 0) {
      return INDEFINITE;
    }
    if (second == INFINITY) {
      return 0;
    }
    int unbiased = exponent - BIAS;
    double middle = middle(magnitude & FRACTION, 10) * (1 + (unbiased & 1));
    return pack(BIAS - 1 - (unbiased >> 1), UNITS / Math.sqrt(middle));
  }

  /** The middle of an interval of significands, 1 to 2; the fraction's high bits number it. */
  private static double middle(int fraction, int intervalBits) {
    int interval = fraction >>> (FRACTION_BITS - intervalBits);
    return 1 + (2 * interval + 1) / (double) (2 << intervalBits);
  }

  private static int pack(int exponent, double units) {
    int rounded = (int) (units + 0.5); // no value is a tie
    return exponent << FRACTION_BITS | ((rounded << 11) & FRACTION);
  }
}
