package ksim.core.host.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostTimingTest {
  @Test
  void aChainOfMultiplicationsTakesThreeCyclesEachOnTheHost() {
    Optional<HostTimer> timer = HostTimer.create();
    assumeTrue(timer.isPresent(), "no x86-64 host of Intel");
    TimedBlock chain = block("imul_dep");
    // The least of several medians: other programs may run on this machine.
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      best = Math.min(best, timer.orElseThrow().cycles(chain, 32, 31));
    }
    assertThat(best).isCloseTo(3, within(1.0));
  }

  @Test
  void everyBlockRunsInTheSimulator() {
    for (TimedBlock block : HostTimingTable.blocks()) {
      assertThat(SimulatedTimer.cycles("skylake", block, 4)).as(block.name()).isPositive();
    }
  }

  @Test
  void chainsTakeTheirLatencyInTheSimulator() {
    assertThat(SimulatedTimer.cycles("skylake", block("add_rr_dep"), 16))
        .isCloseTo(1, within(0.05));
    assertThat(SimulatedTimer.cycles("skylake", block("imul_dep"), 16)).isCloseTo(3, within(0.05));
  }

  private static TimedBlock block(String name) {
    return HostTimingTable.blocks().stream()
        .filter(block -> block.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
