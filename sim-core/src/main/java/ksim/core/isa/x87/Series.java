package ksim.core.isa.x87;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A power series with rational coefficients, evaluated in fixed point.
 *
 * @param coefficients of the powers 0, 1, 2, ... in units of {@code 2^-FRACTION_BITS}
 */
record Series(List<BigInteger> coefficients) {
  /** Binary digits behind the point in all fixed-point numbers of this package. */
  static final int FRACTION_BITS = 160;

  /** One, in fixed point. */
  static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION_BITS);

  Series {
    coefficients = List.copyOf(coefficients);
  }

  /** sin(r)/r as a series in r squared: (-1)^k / (2k+1)!. */
  static Series sine(int terms) {
    return factorials(terms, 1, 2, true);
  }

  /** cos(r) as a series in r squared: (-1)^k / (2k)!. */
  static Series cosine(int terms) {
    return factorials(terms, 0, 2, true);
  }

  /** (e^r - 1)/r as a series in r: 1 / (k+1)!. */
  static Series exponential(int terms) {
    return factorials(terms, 1, 1, false);
  }

  /** atanh(r)/r as a series in r squared: 1 / (2k+1). */
  static Series hyperbolicArctangent(int terms) {
    return odd(terms, false);
  }

  /** atan(r)/r as a series in r squared: (-1)^k / (2k+1). */
  static Series arctangent(int terms) {
    return odd(terms, true);
  }

  /** The coefficients +-1 / (first + step * k)!. */
  private static Series factorials(int terms, int first, int step, boolean alternating) {
    List<BigInteger> coefficients = new ArrayList<>();
    BigInteger factorial = BigInteger.ONE;
    int n = 1;
    for (int k = 0; k < terms; k++) {
      for (; n <= first + step * k; n++) {
        factorial = factorial.multiply(BigInteger.valueOf(n));
      }
      coefficients.add(signed(ONE.divide(factorial), alternating && (k & 1) != 0));
    }
    return new Series(coefficients);
  }

  private static Series odd(int terms, boolean alternating) {
    List<BigInteger> coefficients = new ArrayList<>();
    for (int k = 0; k < terms; k++) {
      BigInteger divisor = BigInteger.valueOf(2L * k + 1);
      coefficients.add(signed(ONE.divide(divisor), alternating && (k & 1) != 0));
    }
    return new Series(coefficients);
  }

  private static BigInteger signed(BigInteger magnitude, boolean negative) {
    return negative ? magnitude.negate() : magnitude;
  }

  /** The sum at an argument, both in fixed point (Horner's rule). */
  BigInteger at(BigInteger argument) {
    BigInteger sum = coefficients.getLast();
    for (int k = coefficients.size() - 2; k >= 0; k--) {
      sum = sum.multiply(argument).shiftRight(FRACTION_BITS).add(coefficients.get(k));
    }
    return sum;
  }
}
