package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a PC's options say of its CPUs. */
class PcOptionsTest {
  private final PcOptions whole = new PcOptions(value -> {});
  private final PcOptions without = new PcOptions(Set.of(PcDevice.KVMCLOCK), value -> {});

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "skylake               | true",
        "max                   | true",
        "skylake,+kvmclock     | true",
        "skylake,-kvmclock     | false",
        "skylake,-hypervisor   | false",
      })
  void theCpusHaveKvmsClockUnlessTheModelSaysOtherwise(String model, boolean clock) {
    assertThat(whole.cpuModel(model).has("kvmclock")).isEqualTo(clock);
    assertThat(without.cpuModel(model).has("kvmclock")).isFalse();
  }

  @Test
  void devicesAreCalledByTheirLabels() {
    assertThat(PcDevice.named("kvmclock")).contains(PcDevice.KVMCLOCK);
    assertThat(without.has(PcDevice.HPET)).isTrue();
  }
}
