package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
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

/** What malloc and free cost, as nearly as may be independent of how full the magazines are. */
class HeapCostTest {
  private static final int FILLINGS = 150;
  private static final int ROUNDS = 20;

  /** Instructions of a round in which the magazines change places, there and back, with padding. */
  private static final long MOST_EXTRA = 18;

  /**
   * Two blocks at a time, at each filling on the way up and down: with one magazine each round in
   * which it runs empty and full again would go to the depot twice, where now two magazines change
   * places.
   */
  @ParameterizedTest
  @ValueSource(longs = {16, 64, 1_024})
  void pairsNeverGoToTheDepotInEveryRound(long bytes) {
    List<Operation> pairs = List.of(new Malloc(bytes), new Malloc(bytes), new Free(), new Free());
    List<Operation> body = new ArrayList<>();
    for (int i = 0; i < 2 * FILLINGS; i++) {
      body.add(i < FILLINGS ? new Malloc(bytes) : new Free());
      body.add(new Loop(3, pairs));
      body.add(new Measure("filling" + i, ROUNDS, pairs));
    }
    DesignResult result =
        new TestScenario(1)
            .thread("t", body.toArray(Operation[]::new))
            .run(TestScenario.design("populate"));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(result.measurements()).hasSize(2 * FILLINGS);
    LongSummaryStatistics cycles =
        result.measurements().stream().mapToLong(Measurement::cycles).summaryStatistics();
    assertThat(cycles.getMax() - cycles.getMin()).isLessThanOrEqualTo(MOST_EXTRA * ROUNDS);
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
