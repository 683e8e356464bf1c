package ksim.core.isa.x87;

import static ksim.core.isa.x87.Series.FRACTION_BITS;

import java.math.BigInteger;

/** Binary logarithms and powers of two. */
final class Logarithms {
  /** Below this log2(1 + x) is x log2(e), but for a last digit far away. */
  private static final int TINY_EXPONENT = -100;

  /** Below this processors compute 2^x - 1 as x ln 2. */
  private static final int FIRST_TERM_EXPONENT = -66;

  /** Exponent of a quarter: below it processors keep fewer digits. */
  private static final int QUARTER_EXPONENT = -2;

  /** Above this log2(1 + x) is log2(x), but for a last digit far away. */
  private static final int HUGE_EXPONENT = 150;

  private static final Series ARCTANGENT = Series.hyperbolicArctangent(34);
  private static final Series EXPONENTIAL = Series.exponential(40);

  /** The square root of two, to the digits that choosing an exponent needs. */
  private static final Wide ROOT_2 = new Wide(BigInteger.valueOf(0xb504f), -19);

  private Logarithms() {}

  /** log2(x) of a positive number. Zero for one, and an integer for other powers of two. */
  static Wide log2(Wide x) {
    Wide mantissa = x.scaled(-x.magnitude());
    int power = x.magnitude();
    if (mantissa.compareMagnitude(ROOT_2) > 0) {
      mantissa = mantissa.scaled(-1);
      power++;
    }
    Wide whole = new Wide(BigInteger.valueOf(power), 0);
    return whole.plus(log2(mantissa.minus(Wide.ONE), mantissa.plus(Wide.ONE)));
  }

  /** log2(1 + x) of a number above -1 other than zero. */
  static Wide log2OfOnePlus(Wide x) {
    if (x.magnitude() < TINY_EXPONENT) {
      return x.times(Constants.KEPT_LOG2_E);
    }
    if (x.magnitude() > HUGE_EXPONENT) {
      return log2(x);
    }
    Wide sum = x.plus(Wide.ONE);
    return x.magnitude() < -2 ? log2(x, sum.plus(Wide.ONE)) : log2(sum);
  }

  /** log2(m), given m - 1 and m + 1: 2 atanh((m - 1) / (m + 1)) log2(e). */
  private static Wide log2(Wide difference, Wide sum) {
    if (difference.isZero()) {
      return difference;
    }
    Wide s = difference.dividedBy(sum);
    BigInteger square = s.times(s).toFixed(FRACTION_BITS);
    Wide series = new Wide(ARCTANGENT.at(square), 1 - FRACTION_BITS);
    return s.times(series).times(Constants.LOG2_E);
  }

  /** 2^x - 1 of a number from -1 to 1 other than zero. */
  static Wide power2Minus1(Wide x) {
    Wide product = x.times(Constants.KEPT_LN_2);
    if (x.magnitude() < FIRST_TERM_EXPONENT) {
      return product;
    }
    Wide exponent = x.magnitude() < QUARTER_EXPONENT ? product.asKept() : product;
    BigInteger series = EXPONENTIAL.at(exponent.toFixed(FRACTION_BITS));
    return exponent.times(new Wide(series, -FRACTION_BITS));
  }
}
