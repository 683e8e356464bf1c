package ksim.core.isa.x87;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/**
 * A binary number with more digits than an x87 register holds: the transcendental instructions
 * compute on these and round once, at the end. Its value is {@code significand * 2^exponent}; sums
 * and products are exact, quotients have {@link #QUOTIENT_BITS} bits.
 *
 * @param significand the digits and the sign
 * @param exponent binary exponent of the lowest digit
 */
record Wide(BigInteger significand, int exponent) {
  private static final int BIAS = 0x3fff;

  static final Wide ONE = new Wide(BigInteger.ONE, 0);

  /** Measured on a Xeon of the Emerald Rapids generation; see docs/x87.md. */
  private static final int KEPT_DIGITS = 67;

  /** Digits of a quotient, at least. Enough for 64 correctly rounded bits to be near certain. */
  private static final int QUOTIENT_BITS = 160;

  /** The value of a finite number. */
  static Wide of(Extended number) {
    byte[] magnitude = ByteBuffer.allocate(Long.BYTES).putLong(number.significand()).array();
    int exponent = Math.max(number.biasedExponent(), 1) - BIAS - 63;
    return new Wide(new BigInteger(number.isNegative() ? -1 : 1, magnitude), exponent);
  }

  /** This number, not zero, as the FPU holds it; what rounding brings is noted in the unit. */
  Extended round(FloatUnit unit) {
    BigInteger magnitude = significand.abs();
    int excess = magnitude.bitLength() - 2 * Long.SIZE;
    BigInteger kept = magnitude.shiftRight(excess);
    boolean lost = excess > 0 && magnitude.getLowestSetBit() < excess;
    return ExtendedArithmetic.round(
        unit,
        isNegative(),
        magnitude(),
        kept.shiftRight(Long.SIZE).longValue(),
        kept.longValue() | (lost ? 1 : 0));
  }

  /** The first digits of this number, the rest cut off. */
  Wide truncated(int digits) {
    int excess = significand.abs().bitLength() - digits;
    BigInteger magnitude = significand.abs();
    BigInteger kept = excess > 0 ? magnitude.shiftRight(excess).shiftLeft(excess) : magnitude;
    return new Wide(isNegative() ? kept.negate() : kept, exponent);
  }

  /** As {@link #truncated}, to the digits that processors keep of intermediate results. */
  Wide asKept() {
    return truncated(KEPT_DIGITS);
  }

  boolean isZero() {
    return significand.signum() == 0;
  }

  boolean isNegative() {
    return significand.signum() < 0;
  }

  /** Exponent of the highest digit: the magnitude is in [2^n, 2^(n+1)). Not defined for zero. */
  int magnitude() {
    return significand.abs().bitLength() - 1 + exponent;
  }

  Wide negate() {
    return new Wide(significand.negate(), exponent);
  }

  Wide abs() {
    return new Wide(significand.abs(), exponent);
  }

  /** This times a power of two. */
  Wide scaled(int power) {
    return new Wide(significand, exponent + power);
  }

  Wide plus(Wide other) {
    int low = Math.min(exponent, other.exponent);
    return new Wide(digitsFrom(low).add(other.digitsFrom(low)), low);
  }

  Wide minus(Wide other) {
    return plus(other.negate());
  }

  Wide times(Wide other) {
    return new Wide(significand.multiply(other.significand), exponent + other.exponent);
  }

  /** The quotient, its last digit rounded towards zero. */
  Wide dividedBy(Wide other) {
    int shift =
        Math.max(0, QUOTIENT_BITS + other.significand.bitLength() - significand.bitLength());
    return new Wide(
        significand.shiftLeft(shift).divide(other.significand), exponent - shift - other.exponent);
  }

  /** Negative, zero or positive as this is less than, equal to or greater than another number. */
  int compareMagnitude(Wide other) {
    return abs().minus(other.abs()).significand.signum();
  }

  /**
   * This number as the result of a transcendental instruction: it counts as inexact, and as tiny if
   * it is denormal, even where the digits fit.
   */
  Extended roundInexact(FloatUnit unit) {
    unit.raise(ExceptionFlags.INEXACT);
    Extended result = round(unit);
    if (NumberClass.of(result) == NumberClass.DENORMAL) {
      unit.raise(ExceptionFlags.UNDERFLOW);
    }
    return result;
  }

  /** This number as a multiple of {@code 2^-fractionBits}, rounded down: a fixed-point number. */
  BigInteger toFixed(int fractionBits) {
    return significand.shiftLeft(exponent + fractionBits);
  }

  /** The same value with digits down to 2^low, which must be no higher than the lowest. */
  private BigInteger digitsFrom(int low) {
    return significand.shiftLeft(exponent - low);
  }
}
