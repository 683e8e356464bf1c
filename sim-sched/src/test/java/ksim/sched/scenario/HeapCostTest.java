package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.Give;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.Measure;
import ksim.sched.workload.Operation.Take;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pair of malloc and free costs must not depend on how full the magazines are. */
class HeapCostTest {
  private static final int FILLINGS = 150;

  /** At each filling a pair is measured once its magazines have settled. */
  @ParameterizedTest
  @ValueSource(longs = {16, 64, 1_024})
  void aPairNeverGoesToTheDepotInEveryRound(long bytes) {
    List<Operation> pair = List.of(new Malloc(bytes), new Free());
    List<Operation> body = new ArrayList<>();
    for (int i = 0; i < FILLINGS; i++) {
      body.add(new Malloc(bytes));
      body.add(new Loop(3, pair));
      body.add(new Measure("pair" + i, 20, pair));
    }
    DesignResult result =
        new TestScenario(1)
            .thread("t", body.toArray(Operation[]::new))
            .run(TestScenario.design("populate"));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(result.measurements()).hasSize(FILLINGS);
    assertThat(result.measurements())
        .extracting(Measurement::cycles)
        .containsOnly(result.measurements().getFirst().cycles());
  }

  /** Blocks that one thread allocates and another frees come back through the depot. */
  @Test
  void blocksThatAnotherCpuFreesAreUsedAgain() {
    TestScenario scenario =
        new TestScenario(2)
            .thread("producer", new Loop(5_000, List.of(new Malloc(64), new Give("r"))))
            .thread("consumer", new Loop(5_000, List.of(new Take("r"), new Free())));
    DesignResult result = scenario.run(TestScenario.design("probe-site"));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(result.violations()).isEmpty();
    // All at once 5,000 blocks of 64 bytes would take 80 pages; a ring and four magazines hold 320.
    assertThat(result.memory().heapBytes()).isLessThan(16 * 4_096);
  }
}
