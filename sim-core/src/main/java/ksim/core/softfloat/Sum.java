package ksim.core.softfloat;

/** Addition and subtraction. */
final class Sum {
  private Sum() {}

  /**
   * The unit's result becomes a + b, or a - b.
   *
   * @param a a number
   * @param b a number; it is overwritten
   * @param subtract whether b is subtracted; the sign of a NaN stays
   */
  static void of(FloatUnit unit, Unpacked a, Unpacked b, boolean subtract, Format format) {
    if (unit.special(a, b)) {
      return;
    }
    b.negative ^= subtract;
    if (a.isInfinite() && b.isInfinite() && a.negative != b.negative) {
      unit.invalid();
      return;
    }
    unit.noteDenormals(a, b);
    ofNumbers(unit, a, b, format);
  }

  /** The sum of two numbers that are not NaNs, nor infinities of different signs. */
  static void ofNumbers(FloatUnit unit, Unpacked a, Unpacked b, Format format) {
    Unpacked r = unit.result;
    if (a.isInfinite() || b.isInfinite()) {
      r.setInfinity(a.isInfinite() ? a.negative : b.negative);
    } else if (a.isZero() && b.isZero()) {
      r.setZero(a.negative == b.negative ? a.negative : zeroIsNegative(unit));
    } else if (a.isZero() || b.isZero()) {
      r.set(a.isZero() ? b : a);
      Rounder.round(unit, format);
    } else if (a.exponent >= b.exponent) {
      finite(unit, a, b, format);
    } else {
      finite(unit, b, a, format);
    }
  }

  /** The sum of two finite numbers, the exponent of the first not being smaller. */
  private static void finite(FloatUnit unit, Unpacked a, Unpacked b, Format format) {
    b.shiftRight(a.exponent - b.exponent);
    if (a.negative == b.negative) {
      addMagnitudes(unit.result, a, b);
    } else if (!subtractMagnitudes(unit.result, a, b)) {
      unit.result.setZero(zeroIsNegative(unit));
      return;
    }
    Rounder.round(unit, format);
  }

  private static void addMagnitudes(Unpacked r, Unpacked a, Unpacked b) {
    long low = a.low + b.low;
    int carry = Long.compareUnsigned(low, a.low) < 0 ? 1 : 0;
    long high = a.significand + b.significand + carry;
    int order = Long.compareUnsigned(high, a.significand);
    boolean carryOut = order < 0 || (order == 0 && carry != 0);
    if (carryOut) {
      long jammed = low >>> 1 | high << 63 | (low & 1);
      r.setFinite(a.negative, a.exponent + 1, high >>> 1 | 1L << 63, jammed);
    } else {
      r.setFinite(a.negative, a.exponent, high, low);
    }
  }

  /** False if the difference is zero. */
  private static boolean subtractMagnitudes(Unpacked r, Unpacked a, Unpacked b) {
    long low = a.low - b.low;
    int borrow = Long.compareUnsigned(a.low, b.low) < 0 ? 1 : 0;
    long high = a.significand - b.significand - borrow;
    if ((high | low) == 0) {
      return false;
    }
    boolean below =
        a.significand == b.significand
            ? borrow != 0
            : Long.compareUnsigned(a.significand, b.significand) < 0;
    if (below) { // equal exponents: the difference has the other sign
      low = -low;
      high = ~high + (low == 0 ? 1 : 0);
    }
    r.setFinite(a.negative ^ below, a.exponent, high, low);
    return true;
  }

  /** The sign of an exact zero from numbers of different signs. */
  private static boolean zeroIsNegative(FloatUnit unit) {
    return unit.rounding == RoundingControl.DOWN;
  }
}
