package ksim.core.isa.x87;

import static ksim.core.isa.x87.Series.FRACTION_BITS;

import java.math.BigInteger;

/**
 * Sine, cosine and tangent of one argument, reduced with the processor's own pi (Intel SDM volume
 * 1, section 8.3.8).
 *
 * @param remainder the argument less a multiple of half that pi; at most a quarter of it
 * @param quadrant the multiple, modulo 4
 */
record Trigonometry(Wide remainder, int quadrant) {
  /** Below this processors return the first terms of the series, whatever the rounding mode. */
  private static final int TINY_EXPONENT = -68;

  private static final Wide HALF_PI = Constants.REDUCTION_PI.scaled(-1);
  private static final Series SINE = Series.sine(18);
  private static final Series COSINE = Series.cosine(18);

  /** The reduced form of an argument other than zero, below 2^63. */
  static Trigonometry of(Wide argument) {
    if (argument.magnitude() < -1) {
      return new Trigonometry(argument, 0);
    }
    int low = Math.min(argument.exponent(), HALF_PI.exponent());
    BigInteger unit = HALF_PI.significand().shiftLeft(HALF_PI.exponent() - low);
    BigInteger value = argument.significand().shiftLeft(argument.exponent() - low);
    BigInteger[] quotient =
        value.abs().shiftLeft(1).add(unit).divideAndRemainder(unit.shiftLeft(1));
    BigInteger remainder = quotient[1].subtract(unit).shiftRight(1);
    int turns = quotient[0].intValue() & 3;
    return argument.isNegative()
        ? new Trigonometry(new Wide(remainder.negate(), low), -turns & 3)
        : new Trigonometry(new Wide(remainder, low), turns);
  }

  Wide sine() {
    return switch (quadrant) {
      case 0 -> sineOfRemainder();
      case 1 -> cosineOfRemainder();
      case 2 -> sineOfRemainder().negate();
      default -> cosineOfRemainder().negate();
    };
  }

  Wide cosine() {
    return new Trigonometry(remainder, (quadrant + 1) & 3).sine();
  }

  Wide tangent() {
    return remainder.magnitude() < TINY_EXPONENT && (quadrant & 1) == 0
        ? remainder
        : sine().asKept().dividedBy(cosine().asKept());
  }

  private Wide sineOfRemainder() {
    return remainder.magnitude() < TINY_EXPONENT
        ? remainder
        : remainder.times(fixed(SINE.at(square())));
  }

  private Wide cosineOfRemainder() {
    return remainder.magnitude() < TINY_EXPONENT ? Wide.ONE : fixed(COSINE.at(square()));
  }

  private BigInteger square() {
    return remainder.times(remainder).toFixed(FRACTION_BITS);
  }

  private static Wide fixed(BigInteger value) {
    return new Wide(value, -FRACTION_BITS);
  }
}
