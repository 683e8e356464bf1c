package ksim.core.timing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Instructions of the system, in a row, take what was measured of them on a Skylake (uops.info), or
 * what is published.
 */
class SystemInstructionTest {
  private static final int PERCENT = 12;

  @ParameterizedTest
  @CsvSource({
    "cli, fa, 2",
    "sti, fb, 4",
    "pushfq; popfq, 9c9d, 21",
    "cpuid, 0fa2, 101",
    "rdmsr, 0f32, 87",
    "wrmsr, 0f30, 135",
    "clts, 0f06, 57",
    "lgdt, 0f0110, 121",
    "invlpg, 0f0138, 211",
    "mov cr3, 0f22d8, 130",
    "mov from cr3, 0f20d8, 8",
    "xsetbv, 0f01d1, 17",
    "swapgs, 0f01f8, 20",
    "iretq, 48cf, 270",
    "syscall, 0f05, 75",
    "sysretq, 480f07, 75",
    "mfence, 0faef0, 33",
    "pause, f390, 140",
    "lock add, f0480108, 18",
    "xchg, 488708, 18",
  })
  void takesItsCost(String name, String hex, double cycles) {
    assertThat(Recorded.cycles("skylake", hex))
        .as(name)
        .isCloseTo(cycles, withinPercentage(PERCENT));
  }

  /** Only instructions of one form wait for each other: SMSW of any width does not for POPFQ. */
  @Test
  void formsDoNotHoldUpOneAnother() {
    String pushAndPopFlags = "9c9d";
    double alone = Recorded.cycles("skylake", pushAndPopFlags);
    for (String smsw : List.of("660f01e0", "0f01e0", "480f01e0")) {
      assertThat(Recorded.cycles("skylake", pushAndPopFlags + smsw)).as(smsw).isEqualTo(alone);
    }
  }
}
