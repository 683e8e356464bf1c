package ksim.core.isa.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import ksim.core.softfloat.FloatUnit;
import org.junit.jupiter.api.Test;

class ReciprocalTest {
  private static final double BOUND = 1.5 / 4096;

  private final SplittableRandom random = new SplittableRandom(12);
  private final FloatUnit unit = new FloatUnit();

  private int reciprocal(float x) {
    return Reciprocal.reciprocal(unit, 0, Float.floatToRawIntBits(x));
  }

  private int reciprocalRoot(float x) {
    return Reciprocal.reciprocalRoot(unit, 0, Float.floatToRawIntBits(x));
  }

  @Test
  void relativeErrorIsAsTheManualGuarantees() {
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt(0x0080_0000, 0x7e80_0000));
      double error = Float.intBitsToFloat(reciprocal(x)) * (double) x - 1;
      assertThat(Math.abs(error)).isLessThanOrEqualTo(BOUND);
      double rootError = Float.intBitsToFloat(reciprocalRoot(x)) * Math.sqrt(x) - 1;
      assertThat(Math.abs(rootError)).isLessThanOrEqualTo(BOUND);
    }
    assertThat(unit.flags).isZero();
  }

  /** Measured on an Intel Emerald Rapids. */
  @Test
  void valuesOfIntelProcessors() {
    assertThat(reciprocal(1)).isEqualTo(0x3f7f_f000);
    assertThat(reciprocal(Float.MIN_NORMAL)).isEqualTo(0x7e7f_f000);
    assertThat(reciprocal(0x1p126f)).isZero();
    assertThat(reciprocal(-Float.MIN_VALUE)).isEqualTo(0xff80_0000);
    assertThat(reciprocal(Float.POSITIVE_INFINITY)).isZero();
    assertThat(Reciprocal.reciprocal(unit, 0, 0x7f80_1234)).isEqualTo(0x7fc0_1234);
    assertThat(reciprocalRoot(1)).isEqualTo(0x3f7f_f000);
    assertThat(reciprocalRoot(2)).isEqualTo(0x3f34_f800);
    assertThat(reciprocalRoot(Float.MIN_NORMAL)).isEqualTo(0x5eff_f000);
    assertThat(reciprocalRoot(Float.MAX_VALUE)).isEqualTo(0x1f80_0800);
    assertThat(reciprocalRoot(-1)).isEqualTo(0xffc0_0000);
    assertThat(reciprocalRoot(-0f)).isEqualTo(0xff80_0000);
    assertThat(reciprocalRoot(Float.NEGATIVE_INFINITY)).isEqualTo(0xffc0_0000);
  }
}
