package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The scale against exact division. */
class NanosecondScaleTest {
  private static long convert(NanosecondScale scale, long ticks) {
    BigInteger shifted =
        scale.shift() < 0
            ? BigInteger.valueOf(ticks >> -scale.shift())
            : BigInteger.valueOf(ticks).shiftLeft(scale.shift());
    return shifted.multiply(BigInteger.valueOf(scale.multiplier())).shiftRight(32).longValueExact();
  }

  @Test
  void threeGigahertz() {
    // 2^33 / 3, rounded down, after one shift to the right.
    assertThat(NanosecondScale.of(3_000_000_000L)).isEqualTo(new NanosecondScale(-1, 2863311530L));
  }

  @Test
  void powersOfTenAreExactWhereTheyCanBe() {
    assertThat(NanosecondScale.of(1_000_000_000L)).isEqualTo(new NanosecondScale(1, 1L << 31));
    assertThat(NanosecondScale.of(2_000_000_000L)).isEqualTo(new NanosecondScale(0, 1L << 31));
  }

  @Test
  void agreesWithDivision() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long hertz = random.nextLong(1_000_000, 8_000_000_000L);
      long ticks = random.nextLong(0, 1L << 44);
      NanosecondScale scale = NanosecondScale.of(hertz);
      assertThat(scale.multiplier()).isBetween(1L << 31, (1L << 32) - 1);
      double exact = ticks * 1e9 / hertz;
      assertThat((double) convert(scale, ticks)).isCloseTo(exact, within(exact));
    }
  }

  /** A part in 2^28, and the tick that is lost by shifting. */
  private static Offset<Double> within(double exact) {
    return Offset.offset(4 + exact / (1 << 28));
  }

  @Test
  void otherFrequenciesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> NanosecondScale.of(0));
    assertThatIllegalArgumentException().isThrownBy(() -> NanosecondScale.of(Long.MAX_VALUE));
  }
}
