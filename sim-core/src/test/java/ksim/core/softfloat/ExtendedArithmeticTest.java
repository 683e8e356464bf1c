package ksim.core.softfloat;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The 80-bit format against exact decimals, on any host. */
class ExtendedArithmeticTest {
  private static final int CASES = 1_000;
  private static final int ALL_MASKED = 0x3f;
  private static final int DOWN = RoundingControl.DOWN << 10;
  private static final int UP = RoundingControl.UP << 10;

  private final SplittableRandom random = new SplittableRandom(8087);
  private final FloatUnit unit = new FloatUnit();

  /** A normal number whose exponent is small enough for decimals. */
  private Extended any() {
    int exponent = 0x3fff + random.nextInt(-80, 80);
    long significand = (1L << 63) | (random.nextLong() << random.nextInt(63));
    return new Extended((random.nextInt(2) << 15) | exponent, significand);
  }

  private static BigDecimal value(Extended x) {
    BigInteger magnitude = new BigInteger(Long.toUnsignedString(x.significand()));
    BigDecimal two = BigDecimal.valueOf(2);
    int power = x.biasedExponent() - 0x3fff - 63;
    BigDecimal scaled =
        power >= 0
            ? new BigDecimal(magnitude).multiply(two.pow(power))
            : new BigDecimal(magnitude).divide(two.pow(-power));
    return x.isNegative() ? scaled.negate() : scaled;
  }

  @Test
  void directedResultsEncloseTheExactOne() {
    for (int i = 0; i < CASES; i++) {
      Extended a = any();
      Extended b = any();
      for (Format precision :
          new Format[] {Format.EXTENDED, Format.EXTENDED_53, Format.EXTENDED_24}) {
        unit.loadX87Control(ALL_MASKED | DOWN);
        Extended lowerSum = ExtendedArithmetic.add(unit, a, b, precision);
        Extended lowerProduct = ExtendedArithmetic.mul(unit, a, b, precision);
        Extended lowerQuotient = ExtendedArithmetic.div(unit, a, b, precision);
        unit.loadX87Control(ALL_MASKED | UP);
        Extended upperSum = ExtendedArithmetic.add(unit, a, b, precision);
        Extended upperProduct = ExtendedArithmetic.mul(unit, a, b, precision);
        Extended upperQuotient = ExtendedArithmetic.div(unit, a, b, precision);
        BigDecimal divisor = value(b).abs();
        expectEnclosed(lowerSum, value(a).add(value(b)), upperSum, precision);
        expectEnclosed(lowerProduct, value(a).multiply(value(b)), upperProduct, precision);
        assertThat(value(lowerQuotient).multiply(divisor))
            .isLessThanOrEqualTo(value(a).multiply(BigDecimal.valueOf(value(b).signum())));
        assertThat(value(upperQuotient).multiply(divisor))
            .isGreaterThanOrEqualTo(value(a).multiply(BigDecimal.valueOf(value(b).signum())));
      }
    }
  }

  private static void expectEnclosed(
      Extended lower, BigDecimal exact, Extended upper, Format precision) {
    assertThat(value(lower)).isLessThanOrEqualTo(exact);
    assertThat(value(upper)).isGreaterThanOrEqualTo(exact);
    BigDecimal width = value(upper).subtract(value(lower));
    BigDecimal unitInTheLastPlace =
        exact.abs().divide(BigDecimal.valueOf(2).pow(precision.precision() - 1));
    assertThat(width).isLessThanOrEqualTo(unitInTheLastPlace);
  }

  @Test
  void squareRootIsTheLargestOneBelow() {
    for (int i = 0; i < CASES; i++) {
      Extended a = any().abs();
      unit.loadX87Control(ALL_MASKED | DOWN);
      Extended lower = ExtendedArithmetic.sqrt(unit, a, Format.EXTENDED);
      BigDecimal next = value(lower).add(ulp(lower));
      assertThat(value(lower).pow(2)).isLessThanOrEqualTo(value(a));
      assertThat(next.pow(2)).isGreaterThan(value(a));
    }
  }

  private static BigDecimal ulp(Extended x) {
    int power = x.biasedExponent() - 0x3fff - 63;
    return BigDecimal.ONE.divide(BigDecimal.valueOf(2).pow(-power), MathContext.UNLIMITED);
  }

  @Test
  void remaindersAreExactWithTheirQuotient() {
    for (int i = 0; i < CASES; i++) {
      Extended a = any();
      Extended b = any();
      unit.loadX87Control(ALL_MASKED);
      Remainder truncated = ExtendedArithmetic.remainder(unit, a, b);
      if (truncated.complete()) {
        BigDecimal quotient = value(a).divideToIntegralValue(value(b));
        assertThat(value(truncated.value()))
            .isEqualByComparingTo(value(a).subtract(quotient.multiply(value(b))));
        assertThat(truncated.quotient())
            .isEqualTo(quotient.abs().toBigInteger().mod(BigInteger.valueOf(8)).intValue());
      }
      assertThat(unit.flags).isZero();
    }
  }

  @Test
  void unmaskedOverflowAdjustsTheExponent() {
    Extended large = new Extended(0x7ffe, 1L << 63);
    unit.loadX87Control(ALL_MASKED & ~ExceptionFlags.OVERFLOW);
    assertThat(ExtendedArithmetic.add(unit, large, large, Format.EXTENDED))
        .isEqualTo(new Extended(0x7fff - 24576, 1L << 63));
    assertThat(unit.settledFlags()).isEqualTo(ExceptionFlags.OVERFLOW);
    unit.loadX87Control(ALL_MASKED);
    assertThat(ExtendedArithmetic.add(unit, large, large, Format.EXTENDED))
        .isEqualTo(new Extended(0x7fff, 1L << 63));
    assertThat(unit.settledFlags()).isEqualTo(ExceptionFlags.OVERFLOW | ExceptionFlags.INEXACT);
    assertThat(unit.roundedUp).isTrue();
  }

  @Test
  void theNanWithTheLargerSignificandIsPropagated() {
    Extended small = new Extended(0x7fff, 0xc000_0000_0000_0001L);
    Extended larger = new Extended(0xffff, 0xc000_0000_0000_0002L);
    Extended signalling = new Extended(0x7fff, 0xbfff_ffff_ffff_ffffL);
    unit.loadX87Control(ALL_MASKED);
    assertThat(ExtendedArithmetic.add(unit, small, larger, Format.EXTENDED)).isEqualTo(larger);
    assertThat(unit.flags).isZero();
    assertThat(ExtendedArithmetic.add(unit, signalling, small, Format.EXTENDED)).isEqualTo(small);
    assertThat(unit.flags).isEqualTo(ExceptionFlags.INVALID);
  }
}
