package ksim.core.softfloat;

/** The square root. */
final class SquareRoot {
  private SquareRoot() {}

  /** The unit's result becomes the root of a. */
  static void of(FloatUnit unit, Unpacked a, Format format) {
    if (unit.special(a)) {
      return;
    }
    if (a.isZero()) {
      unit.result.setZero(a.negative);
    } else if (a.negative) {
      unit.invalid();
    } else if (a.isInfinite()) {
      unit.result.setInfinity(false);
    } else {
      unit.noteDenormals(a, a);
      finite(unit.result, a);
      Rounder.round(unit, format);
    }
  }

  /**
   * The root of the 128-bit number that the significand is with 63 or 64 zeros below, whichever
   * makes the exponent even; bit by bit, from the remainder.
   */
  private static void finite(Unpacked r, Unpacked a) {
    boolean odd = (a.exponent & 1) != 0;
    long high = odd ? a.significand : a.significand >>> 1;
    long low = odd ? 0 : a.significand << 63;
    long root = 0;
    long remainderHigh = 0; // the remainder stays below 2^66: two bits at most in here
    long remainder = 0;
    for (int i = 0; i < 64; i++) {
      remainderHigh = remainderHigh << 2 | remainder >>> 62;
      remainder = remainder << 2 | high >>> 62;
      high = high << 2 | low >>> 62;
      low <<= 2;
      // subtract 4 * root + 1 if it fits
      long trialHigh = root >>> 62;
      long trial = root << 2 | 1;
      boolean fits =
          remainderHigh == trialHigh
              ? Long.compareUnsigned(remainder, trial) >= 0
              : remainderHigh > trialHigh;
      root <<= 1;
      if (fits) {
        remainderHigh -= trialHigh + (Long.compareUnsigned(remainder, trial) < 0 ? 1 : 0);
        remainder -= trial;
        root |= 1;
      }
    }
    // The root is never half way between two numbers: (root + 1/2)^2 = root^2 + root + 1/4.
    boolean overHalf = remainderHigh != 0 || Long.compareUnsigned(remainder, root) > 0;
    long fraction = overHalf ? 3L << 62 : remainder != 0 ? 1 : 0;
    r.setFinite(false, a.exponent >> 1, root, fraction);
  }
}
