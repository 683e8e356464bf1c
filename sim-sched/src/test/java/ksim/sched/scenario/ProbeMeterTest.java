package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeMeterTest {
  private static final long PROBE = 0x1000;
  private final ProbeMeter meter = new ProbeMeter(Map.of(PROBE, 2L));

  @Test
  void aProbeCostsWhatTheTimingModelCharges() {
    for (int i = 0; i < 6; i++) {
      meter.reached(PROBE, false);
    }
    assertThat(meter.result()).isEqualTo(new DesignResult.Probes(6, 0, 3, 0));
  }

  @Test
  void aFaultCostsTheTimeOnACpuOnly() {
    meter.reached(PROBE, false);
    meter.faulted(PROBE, 1, 100);
    meter.switched(1, 2, 150);
    meter.reached(PROBE, false);
    meter.faulted(PROBE, 2, 200);
    meter.switched(2, 1, 260);
    meter.faultReturned(1, 300);
    meter.reached(PROBE, false);
    meter.switched(1, 2, 1000);
    meter.faultReturned(2, 1005);
    meter.reached(PROBE, false);
    assertThat(meter.result())
        .isEqualTo(new DesignResult.Probes(2, 2, 1 + (50 + 40) + (60 + 5), 0));
  }
}
