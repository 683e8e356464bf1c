package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.timing.TimingGaps;
import ksim.sched.scenario.Expectation.MeasuredBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        TimingGaps.NONE,
        0,
        new MemoryUse(0, 0, 0, 0, 0, 0, 0, 0, 0),
        List.of(),
        List.of(
            new Measurement("pair", 10, 250, OptionalDouble.of(7.5)),
            new Measurement("never", 0, 0, OptionalDouble.empty())),
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

  private static Bound atMost(double value) {
    return new Bound(OptionalDouble.empty(), OptionalDouble.of(value));
  }

  @Test
  void checksEachBoundOfAMeasurement() {
    Map<String, MeasuredBounds> measured = new LinkedHashMap<>();
    measured.put("pair", new MeasuredBounds(Optional.of(atMost(24)), Optional.of(atMost(7.5))));
    measured.put("never", new MeasuredBounds(Optional.of(atMost(24)), Optional.empty()));
    Expectation expectation = new Expectation(Optional.empty(), Map.of(), measured);
    assertThat(ExpectationCheck.of(expectation, result()))
        .containsExactly(
            new ExpectationCheck(
                "pair cycles-per-round at most 24",
                Optional.of("expected pair cycles-per-round at most 24, found 25")),
            new ExpectationCheck("pair overhead-percent at most 7.50", Optional.empty()),
            new ExpectationCheck(
                "never cycles-per-round at most 24",
                Optional.of(
                    "expected never cycles-per-round at most 24, but this run has no such"
                        + " figure")));
    assertThat(Expectations.unmet(expectation, result())).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void everyMetricHasAFigureUnlessItComparesRuns(Metric metric) {
    assertThat(MetricValues.of(metric, result()).isPresent())
        .isEqualTo(metric != Metric.OVERHEAD_PERCENT);
  }
}
