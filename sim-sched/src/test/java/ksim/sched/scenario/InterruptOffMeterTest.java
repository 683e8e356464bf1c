package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterruptOffMeterTest {
  private final InterruptOffMeter meter = new InterruptOffMeter(2);

  @Test
  void theLongestTimeOfAnyCpuCounts() {
    meter.changed(0, 10, true);
    meter.changed(1, 10, true);
    meter.changed(0, 100, false);
    meter.changed(1, 110, false);
    meter.changed(0, 130, true);
    meter.changed(1, 180, true);
    assertThat(meter.maxCycles()).isEqualTo(70);
  }

  @Test
  void bootingDoesNotCount() {
    meter.changed(0, 5, false);
    meter.changed(0, 50_000, true);
    assertThat(meter.maxCycles()).isZero();
  }
}
