package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingGaps;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingGapsTest {
  /** RDSSPQ RAX, of which nothing was measured: a no-operation without shadow stacks. */
  private static final String WITHOUT_FIGURE = "f3480f1ec8";

  /** ADD EAX, ECX. */
  private static final String KNOWN = "01c8";

  private static final String HLT = "f4";

  private static TimingGaps gaps(int cpus, TimingLevel level, String hex) {
    Machine machine =
        Guest.start(Guest.configuration(cpus, level, 1_000), HexFormat.of().parseHex(hex));
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    return machine.timingGaps();
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0", "FAST, 2", "DETAILED, 2"})
  void instructionsWithoutAFigureAreCounted(TimingLevel level, long each) {
    String code = WITHOUT_FIGURE + KNOWN + WITHOUT_FIGURE + HLT;
    assertThat(gaps(1, level, code)).isEqualTo(new TimingGaps(each, 0));
    assertThat(gaps(3, level, code)).as("of all CPUs").isEqualTo(new TimingGaps(3 * each, 0));
  }

  @ParameterizedTest
  @CsvSource({"NONE", "FAST", "DETAILED"})
  void whereEverythingIsKnownThereAreNone(TimingLevel level) {
    TimingGaps gaps = gaps(1, level, KNOWN + HLT);
    assertThat(gaps).isEqualTo(TimingGaps.NONE);
    assertThat(gaps.any()).isFalse();
  }

  @Test
  void eitherCountIsAGap() {
    assertThat(new TimingGaps(1, 0).any()).isTrue();
    assertThat(new TimingGaps(0, 1).any()).isTrue();
    assertThat(new TimingGaps(1, 2).plus(new TimingGaps(10, 20))).isEqualTo(new TimingGaps(11, 22));
  }
}
