package ksim.core.isa.x87;

import static ksim.core.isa.x87.Series.FRACTION_BITS;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The angle of a point. The tangent is reduced by atan(t) = atan(c) + atan((t - c) / (1 + t c)),
 * where c is the nearest sixteenth.
 */
final class Arctangent {
  /** Below this processors return the tangent itself, whatever the rounding mode. */
  private static final int TINY_EXPONENT = -40;

  /** Exponent of a sixteenth: below it processors keep fewer digits. */
  private static final int SMALL_EXPONENT = -4;

  /** Angles below this do not change the digits of a right angle. */
  private static final int NEGLIGIBLE_EXPONENT = -200;

  private static final int STEPS = 16;
  private static final int STEP_BITS = 4;
  private static final Series SERIES = Series.arctangent(18);

  /** The arctangents of 0, 1/16, 2/16 ... 1. */
  private static final List<Wide> ANGLES = angles();

  private Arctangent() {}

  private static List<Wide> angles() {
    Series slow = Series.arctangent(60);
    Wide quarter = Constants.PI.scaled(-2);
    return IntStream.rangeClosed(0, STEPS)
        .mapToObj(
            k ->
                2 * k <= STEPS ? evaluate(slow, step(k)) : quarter.minus(evaluate(slow, mirror(k))))
        .toList();
  }

  private static Wide step(int k) {
    return new Wide(BigInteger.valueOf(k), -STEP_BITS);
  }

  /** The t for which atan(k/16) = pi/4 - atan(t): (16 - k) / (16 + k). */
  private static Wide mirror(int k) {
    return new Wide(BigInteger.valueOf(STEPS - k), 0)
        .dividedBy(new Wide(BigInteger.valueOf(STEPS + k), 0));
  }

  /**
   * The angle of the point (x, y), both other than zero, from -pi to pi; the result counts as
   * inexact.
   */
  static Wide of(Wide y, Wide x) {
    Wide angle = ofFirstQuadrant(y.abs(), x.abs());
    if (x.isNegative()) {
      angle = complement(Constants.PI, angle);
    }
    return y.isNegative() ? angle.negate() : angle;
  }

  private static Wide ofFirstQuadrant(Wide y, Wide x) {
    return exceeds(y, x) ? complement(Constants.PI.scaled(-1), ofRatio(x, y)) : ofRatio(y, x);
  }

  private static boolean exceeds(Wide y, Wide x) {
    return y.magnitude() != x.magnitude()
        ? y.magnitude() > x.magnitude()
        : y.compareMagnitude(x) > 0;
  }

  /** A multiple of a right angle less an angle that may be too small to change its digits. */
  private static Wide complement(Wide whole, Wide angle) {
    return angle.magnitude() < NEGLIGIBLE_EXPONENT ? whole : whole.minus(angle);
  }

  /** atan(y / x) of positive numbers, y the smaller. */
  private static Wide ofRatio(Wide y, Wide x) {
    Wide quotient = y.dividedBy(x);
    Wide tangent = quotient.magnitude() < SMALL_EXPONENT ? quotient.asKept() : quotient;
    if (tangent.magnitude() < TINY_EXPONENT) {
      return tangent;
    }
    int k = tangent.toFixed(STEP_BITS + 1).add(BigInteger.ONE).intValue() >> 1;
    Wide reduced = tangent.minus(step(k)).dividedBy(Wide.ONE.plus(tangent.times(step(k))));
    return reduced.isZero() ? ANGLES.get(k) : ANGLES.get(k).plus(evaluate(SERIES, reduced));
  }

  private static Wide evaluate(Series series, Wide t) {
    BigInteger square = t.times(t).toFixed(FRACTION_BITS);
    return t.times(new Wide(series.at(square), -FRACTION_BITS));
  }
}
