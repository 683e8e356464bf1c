package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExpectationCheckTest {
  private static final StackUse STACKS = new StackUse(1, 8_192, 4_096, 4_096);

  private static DesignResult result() {
    return new DesignResult(
        "lazy",
        new Outcome(OutcomeKind.PANIC, "", "", Optional.empty(), List.of()),
        1_000,
        500,
        OptionalDouble.empty(),
        STACKS,
        STACKS,
        STACKS,
        1 << 20,
        new DesignResult.Faults(3, 0, 0, 0),
        new DesignResult.Probes(0, 0, 0, 0),
        0,
        new MemoryUse(0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        List.of(),
        FaultTimeline.EMPTY,
        Trace.NONE,
        List.of(),
        List.of());
  }

  @Test
  void checksOneExpectationAtATime() {
    Map<Metric, Bound> bounds = new LinkedHashMap<>();
    bounds.put(Metric.STACK_FAULTS, new Bound(OptionalDouble.of(3), OptionalDouble.of(3)));
    bounds.put(Metric.SAVED_PERCENT, new Bound(OptionalDouble.of(85), OptionalDouble.empty()));
    Expectation expectation = new Expectation(Optional.of(OutcomeKind.COMPLETED), bounds);
    assertThat(ExpectationCheck.of(expectation, result()))
        .containsExactly(
            new ExpectationCheck(
                "outcome completed", Optional.of("expected outcome completed, found panic")),
            new ExpectationCheck("stack-faults of 3", Optional.empty()),
            new ExpectationCheck(
                "saved-percent at least 85",
                Optional.of("expected saved-percent at least 85, found 50")));
  }

  @Test
  void findsWhatTheRunnerFinds() {
    Expectation expectation =
        new Expectation(
            Optional.of(OutcomeKind.COMPLETED),
            Map.of(
                Metric.OVERHEAD_PERCENT, new Bound(OptionalDouble.empty(), OptionalDouble.of(1))));
    assertThat(
            ExpectationCheck.of(expectation, result()).stream()
                .flatMap(check -> check.unmet().stream()))
        .containsExactlyElementsOf(Expectations.unmet(expectation, result()));
  }
}
