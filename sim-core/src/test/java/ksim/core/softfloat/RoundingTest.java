package ksim.core.softfloat;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Binary64 operations against the JDK: its own arithmetic, and exact decimals. */
class RoundingTest {
  private static final int CASES = 50_000;
  private static final int SILENT = 0x1f80;

  private final SplittableRandom random = new SplittableRandom(754);
  private final FloatValues values = new FloatValues(random);
  private final FloatUnit unit = new FloatUnit();

  private double finite() {
    double x = Double.longBitsToDouble(values.any(Format.BINARY64));
    return Double.isFinite(x) ? x : 1.5;
  }

  private double finiteNear(double other) {
    double x =
        Double.longBitsToDouble(values.near(Format.BINARY64, Double.doubleToRawLongBits(other)));
    return Double.isFinite(x) ? x : other;
  }

  private static long bits(double x) {
    return Double.doubleToRawLongBits(x);
  }

  @Test
  void nearestIsWhatTheJdkComputes() {
    for (int i = 0; i < CASES; i++) {
      double a = finite();
      double b = finiteNear(a);
      double c = finiteNear(random.nextBoolean() ? a : b);
      unit.loadMxcsr(SILENT | random.nextInt(2) << 5);
      assertThat(Binary64.add(unit, bits(a), bits(b))).isEqualTo(bits(a + b));
      assertThat(Binary64.sub(unit, bits(a), bits(b))).isEqualTo(bits(a - b));
      assertThat(Binary64.mul(unit, bits(a), bits(b))).isEqualTo(bits(a * b));
      if (b != 0) {
        assertThat(Binary64.div(unit, bits(a), bits(b))).isEqualTo(bits(a / b));
      }
      if (a > 0) {
        assertThat(Binary64.sqrt(unit, bits(a))).isEqualTo(bits(StrictMath.sqrt(a)));
      }
      double fused = Math.fma(a, b, c);
      if (!Double.isNaN(fused)) {
        assertThat(Binary64.fma(unit, bits(a), bits(b), bits(c), false, false))
            .isEqualTo(bits(fused));
      }
      assertThat(Binary32.fromBinary64(unit, bits(a)))
          .isEqualTo(Float.floatToRawIntBits((float) a));
    }
  }

  @Test
  void directedResultsEncloseTheExactOne() {
    for (int i = 0; i < CASES; i++) {
      double a = finite();
      double b = finiteNear(a);
      boolean product = random.nextBoolean();
      BigDecimal exact =
          product
              ? new BigDecimal(a).multiply(new BigDecimal(b))
              : new BigDecimal(a).add(new BigDecimal(b));
      double down = directed(RoundingControl.DOWN, product, a, b);
      boolean inexact = (unit.flags & ExceptionFlags.INEXACT) != 0;
      double up = directed(RoundingControl.UP, product, a, b);
      double zero = directed(RoundingControl.ZERO, product, a, b);
      assertThat(zero).isEqualTo(exact.signum() < 0 ? up : down);
      if (Double.isFinite(down)) {
        assertThat(new BigDecimal(down).compareTo(exact)).isEqualTo(inexact ? -1 : 0);
      }
      if (Double.isFinite(up)) {
        assertThat(new BigDecimal(up).compareTo(exact)).isEqualTo(inexact ? 1 : 0);
      }
      double next = down == 0 ? Double.MIN_VALUE : Math.nextUp(down);
      assertThat(up == 0 ? 0.0 : up).isEqualTo(inexact ? next : down == 0 ? 0.0 : down);
    }
  }

  private double directed(int rounding, boolean product, double a, double b) {
    unit.loadMxcsr(SILENT | rounding << 13);
    return Double.longBitsToDouble(
        product ? Binary64.mul(unit, bits(a), bits(b)) : Binary64.add(unit, bits(a), bits(b)));
  }

  @Test
  void integersRoundByMode() {
    unit.loadMxcsr(SILENT);
    assertThat(Binary64.toInteger(unit, bits(2.5), 32, RoundingControl.NEAREST_EVEN)).isEqualTo(2);
    assertThat(Binary64.toInteger(unit, bits(-2.5), 32, RoundingControl.DOWN)).isEqualTo(-3);
    assertThat(Binary64.toInteger(unit, bits(-2.5), 32, RoundingControl.UP)).isEqualTo(-2);
    assertThat(Binary64.toInteger(unit, bits(-2.5), 32, RoundingControl.ZERO)).isEqualTo(-2);
    assertThat(unit.flags).isEqualTo(ExceptionFlags.INEXACT);
    assertThat(Binary64.toInteger(unit, bits(0x1p63), 64, RoundingControl.ZERO))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(unit.flags).isEqualTo(ExceptionFlags.INEXACT | ExceptionFlags.INVALID);
  }

  /** What MXCSR shows in a handler of #XM; measured on an Intel Emerald Rapids. */
  @Test
  void unmaskedExceptionsOfResults() {
    long big = 0x7fe1234512345123L;
    long small = 0x0011234512345123L;
    int overflowUnmasked = SILENT & ~0x400;
    int underflowUnmasked = SILENT & ~0x800;
    assertThat(flagsOfProduct(overflowUnmasked, big, big)).isEqualTo(0x28);
    assertThat(flagsOfProduct(overflowUnmasked, bits(0x1p1023), bits(4))).isEqualTo(0x08);
    assertThat(flagsOfProduct(underflowUnmasked, small, small)).isEqualTo(0x30);
    assertThat(flagsOfProduct(underflowUnmasked, bits(Double.MIN_NORMAL), bits(0.5)))
        .isEqualTo(0x10);
    assertThat(flagsOfProduct(underflowUnmasked, 0x0010000000000001L, bits(0.5))).isEqualTo(0x10);
    assertThat(flagsOfProduct(SILENT, bits(Double.MIN_NORMAL), bits(0.5))).isZero();
  }

  /** An unmasked exception of operands keeps results from being computed. */
  @Test
  void unmaskedExceptionsOfOperandsComeFirst() {
    unit.loadMxcsr(SILENT & ~0x100);
    Binary64.mul(unit, 0x7fe1234512345123L, 0x7fe1234512345123L);
    Binary64.mul(unit, 1, bits(0.5));
    assertThat(unit.settledFlags()).isEqualTo(ExceptionFlags.DENORMAL);
  }

  private int flagsOfProduct(int mxcsr, long a, long b) {
    unit.loadMxcsr(mxcsr);
    Binary64.mul(unit, a, b);
    return unit.settledFlags();
  }
}
