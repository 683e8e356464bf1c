package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Wait;
import org.junit.jupiter.api.Test;

class ScheduleNoiseTest {
  private static final StackDesign SITE = new ProbeSite(Modifiers.DEFAULT);
  private static final StackDesign LAZY = new Lazy(Modifiers.DEFAULT);
  private static final List<Operation> WRITER = List.of(new Loop(50, List.of(new PipeWrite(64))));
  private static final List<Operation> READER = List.of(new Loop(50, List.of(new PipeRead(64))));

  @SafeVarargs
  private static DesignResult run(
      int cpus, StackDesign design, long seed, List<Operation>... threads) {
    Scenario scenario = Scenarios.of(cpus, TimingLevel.FAST, List.of(design), threads);
    return new ScenarioRunner((name, label, cycles, instructions) -> {})
        .simulate(scenario, design, new RunOptions(seed, false));
  }

  @Test
  void oneSeedIsOneSchedule() {
    for (long seed = 0; seed < 4; seed++) {
      assertThat(run(2, SITE, seed, WRITER, READER)).isEqualTo(run(2, SITE, seed, WRITER, READER));
    }
  }

  @Test
  void everySeedIsAnother() {
    assertThat(
            LongStream.range(0, 16)
                .map(seed -> run(2, SITE, seed, WRITER, READER).cycles())
                .boxed())
        .doesNotHaveDuplicates();
  }

  @Test
  void completesUnderEverySeed() {
    for (long seed = 1; seed <= 20; seed++) {
      Outcome outcome = run(2, SITE, seed, WRITER, READER).outcome();
      assertThat(outcome.kind()).as("seed %d: %s", seed, outcome).isEqualTo(OutcomeKind.COMPLETED);
    }
  }

  @Test
  void aFailureIsStillFound() {
    List<Operation> section =
        List.of(
            new Call(
                2500, List.of(new PreemptOff(List.of(new Call(2500, List.of(new Compute(1))))))));
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(run(2, LAZY, seed, section).outcome().kind())
          .as("seed %d", seed)
          .isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    }
  }

  /** The noise neither keeps alive nor wakes a system in which everybody waits. */
  @Test
  void aDeadlockIsStillFoundAndSoon() {
    List<Operation> waits = List.of(new Wait("never"));
    long plain = run(2, SITE, 0, waits, waits).cycles();
    for (long seed = 1; seed <= 20; seed++) {
      DesignResult result = run(2, SITE, seed, waits, waits);
      assertThat(result.outcome().kind()).as("seed %d", seed).isEqualTo(OutcomeKind.DEADLOCK);
      assertThat(result.cycles()).isLessThan(plain + 5_000_000);
    }
  }

  /** A time slice lasts a millisecond, longer than this run: only noise can preempt. */
  @Test
  void preemptsThreadsThatThePlainScheduleDoesNot() {
    List<Operation> busy = List.of(new Compute(500_000));
    long plain = turns(0, busy, busy);
    assertThat(LongStream.rangeClosed(1, 10)).allMatch(seed -> turns(seed, busy, busy) > plain + 5);
  }

  /** How often a thread was switched to, on one CPU. */
  @SafeVarargs
  private static long turns(long seed, List<Operation>... threads) {
    Scenario scenario = Scenarios.of(1, TimingLevel.FAST, List.of(SITE), threads);
    return new ScenarioRunner((name, label, cycles, instructions) -> {})
        .simulate(scenario, SITE, new RunOptions(seed, true)).trace().events().stream()
            .filter(event -> event.kind() == TraceEvent.Kind.RUNNING)
            .count();
  }
}
