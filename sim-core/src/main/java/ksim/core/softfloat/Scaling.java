package ksim.core.softfloat;

/** Work on exponents: FSCALE and FXTRACT. */
final class Scaling {
  /** A power of two that takes every finite number out of range, adjusted exponents included. */
  private static final int BEYOND = 1 << 17;

  private Scaling() {}

  /** The unit's result becomes a * 2^n, n being b truncated (Intel SDM volume 2, table 3-31). */
  static void scale(FloatUnit unit, Unpacked a, Unpacked b) {
    if (unit.special(a, b)) {
      return;
    }
    boolean vanishes = b.isInfinite() && b.negative;
    boolean explodes = b.isInfinite() && !b.negative;
    if ((a.isInfinite() && vanishes) || (a.isZero() && explodes)) {
      unit.invalid();
      return;
    }
    unit.noteDenormals(a, b);
    if (a.isInfinite() || explodes) {
      unit.result.setInfinity(a.negative);
    } else if (a.isZero() || vanishes) {
      unit.result.setZero(a.negative);
    } else if (b
        .isZero()) { // nothing to do: a comes back, without underflow even if it is denormal
      unit.result.set(a);
      unit.result.limitExponent(Format.EXTENDED.minExponent());
    } else {
      unit.result.set(a);
      unit.result.exponent += truncated(b);
      Rounder.round(unit, Format.EXTENDED);
    }
  }

  /** A finite number, not zero, truncated to an integer, and limited to {@link #BEYOND}. */
  private static int truncated(Unpacked b) {
    if (b.exponent < 0) {
      return 0;
    }
    int magnitude = b.exponent < 17 ? (int) (b.significand >>> (63 - b.exponent)) : BEYOND;
    return b.negative ? -magnitude : magnitude;
  }

  /** The unit's result becomes the exponent of a. */
  static void exponent(FloatUnit unit, Unpacked a) {
    if (unit.special(a)) {
      return;
    }
    unit.noteDenormals(a, a);
    if (a.isZero()) {
      unit.raise(ExceptionFlags.DIVIDE_BY_ZERO);
      unit.result.setInfinity(true);
    } else if (a.isInfinite()) {
      unit.result.setInfinity(false);
    } else {
      unit.result.setInteger(a.exponent);
    }
  }

  /** The unit's result becomes the significand of a. */
  static void significand(FloatUnit unit, Unpacked a) {
    if (unit.special(a)) {
      return;
    }
    unit.noteDenormals(a, a);
    unit.result.set(a);
    if (a.kind == Unpacked.Kind.FINITE) {
      unit.result.exponent = 0;
    }
  }
}
