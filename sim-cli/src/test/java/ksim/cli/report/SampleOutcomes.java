package ksim.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.timing.TimingGaps;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.FaultTimeline;
import ksim.sched.scenario.MemoryUse;
import ksim.sched.scenario.Outcome;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.StackUse;
import ksim.sched.scenario.Trace;

/** Results that ended in each way there is, and one whose memory does not add up. */
final class SampleOutcomes {
  private static final StackUse NONE = new StackUse(0, 0, 0, 0);

  private SampleOutcomes() {}

  /** One design, labelled with its outcome, for each kind. */
  static ScenarioResult everyKind() {
    return new ScenarioResult(
        SampleResults.pipe(Optional.empty()),
        Arrays.stream(OutcomeKind.values())
            .map(kind -> ended(label(kind), outcome(kind), SampleParts.memory(0)))
            .toList());
  }

  /** As long as a design's name can be. */
  private static String label(OutcomeKind kind) {
    return kind.id().substring(0, Math.min(13, kind.id().length())) + "(thread-start-probe=off)";
  }

  private static Outcome outcome(OutcomeKind kind) {
    return switch (kind) {
      case COMPLETED -> new Outcome(kind, "", "", Optional.empty(), List.of());
      case DEADLOCK ->
          new Outcome(
              kind,
              "two threads wait and will not be woken",
              "probe two pages before vma_lock is taken for writing",
              Optional.empty(),
              SampleParts.waits());
      default ->
          new Outcome(
              kind,
              "ended with | " + kind.id() + " <b>\u0000& @nobody ]]> #1",
              "",
              Optional.empty(),
              List.of());
    };
  }

  /** A design that handed out a page twice. */
  static ScenarioResult notClosing() {
    MemoryUse memory = new MemoryUse(40_960, 20_480, 0, 24_576, 0, 0, 0, 0, 0);
    return new ScenarioResult(
        SampleResults.pipe(Optional.empty()),
        List.of(ended("populate", outcome(OutcomeKind.COMPLETED), memory)));
  }

  private static DesignResult ended(String label, Outcome outcome, MemoryUse memory) {
    return new DesignResult(
        label,
        outcome,
        1_000,
        500,
        OptionalDouble.empty(),
        NONE,
        NONE,
        NONE,
        128 << 20,
        new DesignResult.Faults(0, 0, 0, 0),
        new DesignResult.Probes(0, 0, 0, 0),
        TimingGaps.NONE,
        0,
        memory,
        List.of(),
        List.of(),
        List.of(),
        FaultTimeline.EMPTY,
        Trace.NONE,
        List.of(),
        List.of());
  }
}
