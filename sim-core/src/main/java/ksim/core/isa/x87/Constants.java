package ksim.core.isa.x87;

import static ksim.core.isa.x87.Series.FRACTION_BITS;

import java.math.BigInteger;

/** Irrational constants, computed from series to the precision of fixed-point numbers. */
final class Constants {
  private static final int TERMS = 60;

  /** Digits of the constants of which processors are known to have no more. */
  private static final int KEPT_DIGITS = 68;

  /** Natural logarithm of two: 2 atanh(1/3). */
  static final Wide LN_2 = fixed(atanhOfInverse(3).shiftLeft(1));

  /** Binary logarithm of e. */
  static final Wide LOG2_E = Wide.ONE.dividedBy(LN_2);

  /** The natural logarithm of two as F2XM1 multiplies with it; measured, see docs/x87.md. */
  static final Wide KEPT_LN_2 = LN_2.truncated(KEPT_DIGITS);

  /** The binary logarithm of e as FYL2XP1 multiplies with it: rounded; measured, too. */
  static final Wide KEPT_LOG2_E = LOG2_E.plus(Wide.ONE.scaled(-KEPT_DIGITS)).truncated(KEPT_DIGITS);

  /** Pi: 16 atan(1/5) - 4 atan(1/239) (Machin). */
  static final Wide PI =
      fixed(atanOfInverse(5).shiftLeft(4).subtract(atanOfInverse(239).shiftLeft(2)));

  /**
   * Pi as the trigonometric instructions reduce their arguments with it: 66 digits behind the point
   * (Intel SDM volume 1, section 8.3.8), the rest cut off.
   */
  static final Wide REDUCTION_PI = new Wide(new BigInteger("c90fdaa22168c234c", 16), -66);

  private Constants() {}

  private static Wide fixed(BigInteger value) {
    return new Wide(value, -FRACTION_BITS);
  }

  private static BigInteger atanhOfInverse(int n) {
    BigInteger square = Series.ONE.divide(BigInteger.valueOf((long) n * n));
    return Series.hyperbolicArctangent(TERMS).at(square).divide(BigInteger.valueOf(n));
  }

  private static BigInteger atanOfInverse(int n) {
    BigInteger square = Series.ONE.divide(BigInteger.valueOf((long) n * n));
    return Series.arctangent(TERMS).at(square).divide(BigInteger.valueOf(n));
  }
}
