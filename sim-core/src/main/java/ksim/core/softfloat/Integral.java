package ksim.core.softfloat;

/** Rounding to integers, as numbers of a format and as two's complement. */
final class Integral {
  /** An exponent from which on every number is an integer. */
  private static final int ALL_INTEGERS = 63;

  private Integral() {}

  /** The unit's result becomes a, rounded to an integer. */
  static void round(FloatUnit unit, Unpacked a, int rounding) {
    if (unit.special(a)) {
      return;
    }
    Unpacked r = unit.result;
    r.set(a);
    unit.roundedUp = false;
    if (a.kind != Unpacked.Kind.FINITE || a.exponent >= ALL_INTEGERS) {
      return;
    }
    long magnitude = magnitude(unit, r, rounding);
    if (magnitude == 0) {
      r.setZero(r.negative);
    } else {
      r.setFinite(r.negative, ALL_INTEGERS, magnitude, 0);
    }
  }

  /**
   * The integer of some width nearest to a; the integer indefinite if there is none.
   *
   * @param bits 16, 32 or 64
   */
  static long toInteger(FloatUnit unit, Unpacked a, int bits, int rounding) {
    unit.roundedUp = false;
    long indefinite = -1L << (bits - 1);
    if (a.isZero()) {
      return 0;
    }
    if (a.kind != Unpacked.Kind.FINITE || a.exponent >= bits) {
      unit.raise(ExceptionFlags.INVALID);
      return indefinite;
    }
    int before = unit.flags;
    unit.result.set(a);
    long magnitude = magnitude(unit, unit.result, rounding);
    long value = a.negative ? -magnitude : magnitude;
    boolean fits = magnitude == 0 || value < 0 == a.negative;
    if (!fits || value < indefinite || value > ~indefinite) {
      unit.flags = before | ExceptionFlags.INVALID;
      unit.roundedUp = false;
      return indefinite;
    }
    return value;
  }

  /** The magnitude of a finite number below 2^64, rounded. Raises the inexact exception. */
  private static long magnitude(FloatUnit unit, Unpacked r, int rounding) {
    r.shiftRight(ALL_INTEGERS - r.exponent);
    long integer = r.significand;
    if (r.low == 0) {
      return integer;
    }
    unit.raise(ExceptionFlags.INEXACT);
    unit.roundedUp = Rounder.roundsUp(rounding, r.negative, (integer & 1) != 0, r.low);
    return unit.roundedUp ? integer + 1 : integer;
  }
}
