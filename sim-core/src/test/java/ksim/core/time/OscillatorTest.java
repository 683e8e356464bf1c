package ksim.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OscillatorTest {
  private static final long CORE = 3_000_000_000L;

  @Test
  void ticksAreTheExactQuotientAndHappenAtTheFirstCycleThatShowsThem() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      long hertz = random.nextLong(1, 100_000_001);
      long cycles = random.nextLong(1L << random.nextInt(1, 60));
      Oscillator crystal = new Oscillator(() -> cycles, CORE, hertz);
      long ticks =
          BigInteger.valueOf(cycles)
              .multiply(BigInteger.valueOf(hertz))
              .divide(BigInteger.valueOf(CORE))
              .longValueExact();
      assertThat(crystal.ticks()).isEqualTo(ticks);
      long next = crystal.cyclesAt(ticks + 1);
      assertThat(next).isGreaterThan(cycles);
      assertThat(crystal.ticksAt(next)).isEqualTo(ticks + 1);
      assertThat(crystal.ticksAt(next - 1)).isEqualTo(ticks);
    }
  }

  @Test
  void whatIsBeyondAllTimeIsNever() {
    Oscillator crystal = new Oscillator(() -> 0, CORE, 32_768);
    assertThat(crystal.cyclesAt(Long.MAX_VALUE)).isEqualTo(EventQueue.NEVER);
    assertThat(crystal.cyclesAt(32_768L * 3_000_000_000L)).isEqualTo(9_000_000_000_000_000_000L);
  }

  @Test
  void frequenciesAreChecked() {
    assertThatThrownBy(() -> new Oscillator(() -> 0, CORE, CORE + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Oscillator(() -> 0, CORE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
