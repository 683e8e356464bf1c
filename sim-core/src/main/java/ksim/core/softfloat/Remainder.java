package ksim.core.softfloat;

/**
 * A partial remainder and what FPREM and FPREM1 report of the quotient.
 *
 * @param value the remainder, or what is left of the dividend if the reduction is not complete
 * @param quotient the low three bits of the quotient's magnitude; zero if it is not complete
 * @param complete whether the exponents were close enough to finish: otherwise C2 is set
 */
public record Remainder(Extended value, int quotient, boolean complete) {
  /** How far exponents may lie apart for the reduction to be complete. */
  private static final int COMPLETE_BELOW = 64;

  /**
   * FPREM (quotient truncated) and FPREM1 (quotient rounded to the nearest integer, ties to even).
   * The remainder is exact (Intel SDM volume 2, FPREM). An incomplete reduction lowers the exponent
   * by 32 to 63, as many as leave a multiple of 32 to go.
   */
  static Remainder of(FloatUnit unit, Unpacked a, Unpacked b, boolean nearest) {
    if (unit.special(a, b)) {
      return complete(unit, 0);
    }
    if (a.isInfinite() || b.isZero()) {
      unit.invalid();
      return complete(unit, 0);
    }
    unit.noteDenormals(a, b);
    unit.result.set(a);
    if (a.isZero()) {
      return complete(unit, 0);
    }
    if (b.isInfinite()) { // the dividend comes back, without underflow even if it is denormal
      unit.result.limitExponent(Format.EXTENDED.minExponent());
      return complete(unit, 0);
    }
    int distance = a.exponent - b.exponent;
    if (distance == -1 && nearest) {
      return ofHalf(unit, a, b);
    }
    if (distance < 0) {
      Rounder.round(unit, Format.EXTENDED);
      return complete(unit, 0);
    }
    return reduce(unit, a, b, nearest, distance);
  }

  /** The dividend is at least a quarter and less than the whole of the divisor. */
  private static Remainder ofHalf(FloatUnit unit, Unpacked a, Unpacked b) {
    boolean roundsUp = Long.compareUnsigned(a.significand, b.significand) > 0;
    if (roundsUp) {
      long rest = (b.significand << 1) - a.significand;
      unit.result.setFinite(!a.negative, a.exponent, rest, 0);
    }
    Rounder.round(unit, Format.EXTENDED);
    return complete(unit, roundsUp ? 1 : 0);
  }

  /** Subtracts the divisor, shifted, bit by bit of the quotient. */
  private static Remainder reduce(
      FloatUnit unit, Unpacked a, Unpacked b, boolean nearest, int distance) {
    boolean complete = distance < COMPLETE_BELOW;
    int bits = complete ? distance : (distance & 31) | 32;
    long divisor = b.significand;
    long rest = a.significand;
    long quotient = 0;
    boolean carry = false;
    for (int i = bits; i >= 0; i--) {
      quotient <<= 1;
      if (carry || Long.compareUnsigned(rest, divisor) >= 0) {
        rest -= divisor;
        quotient |= 1;
      }
      if (i > 0) {
        carry = rest < 0;
        rest <<= 1;
      }
    }
    boolean negative = a.negative;
    if (nearest && complete) {
      int half = Long.compareUnsigned(rest, divisor - rest);
      if (half > 0 || (half == 0 && (quotient & 1) != 0)) {
        rest = divisor - rest;
        negative = !negative;
        quotient++;
      }
    }
    if (rest == 0) {
      unit.result.setZero(a.negative);
    } else {
      unit.result.setFinite(negative, b.exponent + distance - bits, rest, 0);
      Rounder.round(unit, Format.EXTENDED);
    }
    return complete
        ? complete(unit, (int) quotient & 7)
        : new Remainder(unit.result.packExtended(), 0, false);
  }

  private static Remainder complete(FloatUnit unit, int quotient) {
    return new Remainder(unit.result.packExtended(), quotient, true);
  }
}
