package ksim.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import ksim.core.timing.TimingGaps;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.Bound;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.FailureSite;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.Outcome;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackSpec;
import ksim.sched.scenario.StackUse;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.scenario.Trace;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.StackDesign;

/** Hand-made results: the figures are invented. */
public final class SampleResults {
  private static final StackUse MALLOC = new StackUse(2, 131_072, 131_072, 131_072);
  private static final Modifiers AROUND = new Modifiers(1, 4, true, StackSource.MALLOC);

  private SampleResults() {}

  /** A scenario of three designs, one of which fails; {@code lazyExpected} is its expectation. */
  public static Scenario pipe(Optional<OutcomeKind> lazyExpected) {
    Map<String, Expectation> expectations = new LinkedHashMap<>();
    lazyExpected.ifPresent(
        kind -> {
          expectations.put("lazy", new Expectation(Optional.of(kind), Map.of()));
          double share = kind == OutcomeKind.COMPLETED ? 99 : 85;
          expectations.put(
              "probe-site(fault-around=4)",
              new Expectation(Optional.of(OutcomeKind.COMPLETED), bounds(share)));
        });
    List<StackDesign> designs =
        List.of(
            new Populate(Modifiers.DEFAULT), new Lazy(Modifiers.DEFAULT), new ProbeSite(AROUND));
    return new Scenario(
        "tst-pipe",
        "a pipe between two threads",
        MachineSpec.of(2, 128 << 20, "skylake", TimingLevel.FAST, 500),
        designs,
        List.of(
            group("writer", ThreadKind.APPLICATION, 2, StackSource.MMAP, 1 << 20),
            group("helper", ThreadKind.KERNEL, 2, StackSource.MALLOC, 64 << 10)),
        Map.of(),
        expectations,
        20_000_000_000L);
  }

  private static Map<Metric, Bound> bounds(double savedPercent) {
    Map<Metric, Bound> bounds = new LinkedHashMap<>();
    bounds.put(
        Metric.SAVED_PERCENT, new Bound(OptionalDouble.of(savedPercent), OptionalDouble.empty()));
    bounds.put(Metric.VIOLATIONS, new Bound(OptionalDouble.of(1), OptionalDouble.of(1)));
    return bounds;
  }

  private static ThreadGroupSpec group(
      String name, ThreadKind kind, int count, StackSource source, long size) {
    return new ThreadGroupSpec(name, kind, count, new StackSpec(source, size, 0), "run");
  }

  /** The results of {@link #pipe} in which lazy fails as expected. */
  public static ScenarioResult asExpected() {
    return new ScenarioResult(
        pipe(Optional.of(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT)),
        List.of(populate(), lazy(List.of()), probeSite(List.of())));
  }

  /** Results in which nothing was expected of lazy, which fails. */
  public static ScenarioResult failedUnexpectedly() {
    return new ScenarioResult(
        pipe(Optional.empty()), List.of(populate(), lazy(List.of()), probeSite(List.of())));
  }

  /** Results in which two expectations are not met. */
  public static ScenarioResult unmet() {
    return new ScenarioResult(
        pipe(Optional.of(OutcomeKind.COMPLETED)),
        List.of(
            populate(),
            lazy(List.of("expected outcome completed, found fault-in-atomic-context")),
            probeSite(List.of("expected saved-percent at least 99, found 92.65"))));
  }

  private static DesignResult populate() {
    return result(
        "populate",
        new Outcome(OutcomeKind.COMPLETED, "", "", Optional.empty(), List.of()),
        12_345_678,
        OptionalDouble.of(0),
        new StackUse(2, 2_097_152, 2_097_152, 2_097_152),
        new DesignResult.Faults(0, 3, 0, 0),
        new DesignResult.Probes(0, 0, 0, 0),
        1_234,
        List.of());
  }

  private static DesignResult lazy(List<String> unmet) {
    FailureSite site =
        new FailureSite(
            "writer-1",
            1,
            Optional.of("runqueue_lock"),
            Optional.of("waitqueue_wait"),
            "schedule",
            List.of("schedule", "waitqueue_wait", "pipe_write", "write", "thread_main"),
            0x40201234L,
            "push   %rbp",
            0x2000000ff000L,
            OptionalLong.of(0x2000000feff8L),
            false,
            1,
            0x200000000000L,
            0x200000100000L);
    Outcome outcome =
        new Outcome(
            OutcomeKind.FAULT_IN_ATOMIC_CONTEXT,
            "a stack page was missing while interrupts were disabled",
            "probe-site probes before waitqueue_wait (Rule 4)",
            Optional.of(site),
            List.of());
    return result(
        "lazy",
        outcome,
        4_321,
        OptionalDouble.empty(),
        new StackUse(2, 2_097_152, 8_192, 8_192),
        new DesignResult.Faults(3, 3, 0, 0),
        new DesignResult.Probes(0, 0, 0, 0),
        321,
        unmet);
  }

  private static DesignResult probeSite(List<String> unmet) {
    return result(
        "probe-site(fault-around=4)",
        new Outcome(OutcomeKind.COMPLETED, "", "", Optional.empty(), List.of()),
        12_401_234,
        OptionalDouble.of(0.45),
        new StackUse(2, 2_097_152, 32_768, 32_768),
        new DesignResult.Faults(4, 3, 2, 0),
        new DesignResult.Probes(12_034, 2, 15_678, 7),
        1_198,
        unmet);
  }

  private static DesignResult result(
      String label,
      Outcome outcome,
      long cycles,
      OptionalDouble overhead,
      StackUse mmap,
      DesignResult.Faults faults,
      DesignResult.Probes probes,
      long irqOff,
      List<String> unmet) {
    StackUse all =
        new StackUse(
            mmap.threads() + MALLOC.threads(),
            mmap.reservedBytes() + MALLOC.reservedBytes(),
            mmap.residentBytes() + MALLOC.residentBytes(),
            mmap.peakResidentBytes() + MALLOC.peakResidentBytes());
    return new DesignResult(
        label,
        outcome,
        cycles,
        cycles / 2,
        overhead,
        all,
        mmap,
        MALLOC,
        128 << 20,
        faults,
        probes,
        new TimingGaps(1_000L * probes.faulted(), probes.onResidentStacks()),
        irqOff,
        SampleParts.memory(all.residentBytes()),
        SampleParts.sections(),
        outcome.kind() == OutcomeKind.COMPLETED
            ? SampleParts.measurements(cycles, overhead)
            : List.of(),
        SampleParts.residency(mmap),
        SampleParts.timeline(cycles, faults),
        Trace.NONE,
        probes.onResidentStacks() == 0
            ? List.of()
            : List.of("thread helper-0 probed in pipe_write, though its stack is resident"),
        unmet);
  }
}
