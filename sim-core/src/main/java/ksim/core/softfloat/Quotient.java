package ksim.core.softfloat;

/** Division. */
final class Quotient {
  private Quotient() {}

  /** The unit's result becomes a / b. */
  static void of(FloatUnit unit, Unpacked a, Unpacked b, Format format) {
    if (unit.special(a, b)) {
      return;
    }
    boolean negative = a.negative ^ b.negative;
    if ((a.isZero() && b.isZero()) || (a.isInfinite() && b.isInfinite())) {
      unit.invalid();
    } else if (b.isZero() && !a.isInfinite()) {
      unit.raise(ExceptionFlags.DIVIDE_BY_ZERO);
      unit.result.setInfinity(negative);
    } else {
      unit.noteDenormals(a, b);
      if (a.isInfinite()) {
        unit.result.setInfinity(negative);
      } else if (a.isZero() || b.isInfinite()) {
        unit.result.setZero(negative);
      } else {
        finite(unit, a, b, negative);
        Rounder.round(unit, format);
      }
    }
  }

  private static void finite(FloatUnit unit, Unpacked a, Unpacked b, boolean negative) {
    long divisor = b.significand;
    int exponent = a.exponent - b.exponent;
    // The dividend is halved, so that it is below the divisor; its lowest bit comes second.
    long high = divide(a.significand >>> 1, a.significand << 63, divisor);
    long remainder = (a.significand << 63) - high * divisor;
    long low = divide(remainder, 0, divisor);
    boolean exact = low * divisor == 0;
    unit.result.setFinite(negative, exponent, high, low | (exact ? 0 : 1));
  }

  /**
   * The quotient of a 128-bit number and a normalized divisor that is larger than the number's
   * upper half: long division with two digits of 32 bits (Knuth, volume 2, section 4.3.1, algorithm
   * D).
   */
  static long divide(long high, long low, long divisor) {
    long first = digit(high, low >>> 32, divisor);
    long rest = (high << 32 | low >>> 32) - first * divisor;
    long second = digit(rest, low & 0xffff_ffffL, divisor);
    return first << 32 | second;
  }

  /** One digit of 32 bits: (high * 2^32 + next) / divisor, high being below the divisor. */
  private static long digit(long high, long next, long divisor) {
    long divisorHigh = divisor >>> 32;
    long divisorLow = divisor & 0xffff_ffffL;
    long digit = Long.divideUnsigned(high, divisorHigh);
    long rest = high - digit * divisorHigh;
    while (digit >>> 32 != 0 || Long.compareUnsigned(digit * divisorLow, rest << 32 | next) > 0) {
      digit--;
      rest += divisorHigh;
      if (rest >>> 32 != 0) {
        break;
      }
    }
    return digit;
  }
}
