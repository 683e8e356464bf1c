package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import ksim.sched.kernel.ExitCode;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.sched.kernel.KernelImage;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Tracepoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Watching a run changes nothing of it. */
class ObservationTest {
  private record Bare(Stop stop, long cycles, long instructions) {}

  /** The same image on the same machine, and nobody looks. */
  private static Bare unwatched(Scenario scenario, StackDesign design, long seed) {
    KernelImage image = ThreadPlan.image(scenario, design);
    MachineSpec spec = scenario.machine();
    Machine machine =
        new Machine(
            new MachineConfiguration(
                spec.cpus(), spec.memoryBytes(), spec.core(), spec.timing(), spec.quantumCycles()),
            character -> {});
    LongModeStart.start(
        machine,
        image.segments().stream()
            .map(segment -> new ImageSegment(segment.physical(), segment.bytes()))
            .toList(),
        image.entry());
    ScheduleNoise.add(machine, seed);
    Stop stop = machine.run(scenario.limitCycles());
    return new Bare(stop, machine.elapsedCycles(), machine.instructions());
  }

  private static TestScenario timed(TestScenario scenario) {
    return scenario.on(scenario.machine().withTiming(TimingLevel.FAST));
  }

  @ParameterizedTest
  @MethodSource("ksim.sched.stack.StackDesigns#ids")
  void takesTheSameCyclesAndInstructionsWatchedTracedOrNot(String id) {
    StackDesign design = TestScenario.design(id);
    for (long seed = 1; seed <= 6; seed++) {
      TestScenario scenario = timed(RandomPrograms.scenario(seed));
      long noise = seed % 3;
      Bare bare = unwatched(scenario.scenario(design), design, noise);
      DesignResult watched = scenario.run(design, new RunOptions(noise, false));
      DesignResult traced = scenario.run(design, new RunOptions(noise, true));
      assertThat(watched.cycles()).isEqualTo(bare.cycles());
      assertThat(watched.instructions()).isEqualTo(bare.instructions());
      assertThat(bare.stop()).isInstanceOf(Stop.DebugExit.class);
      boolean completed = ((Stop.DebugExit) bare.stop()).value() == ExitCode.COMPLETED.value();
      assertThat(watched.outcome().kind() == OutcomeKind.COMPLETED).isEqualTo(completed);
      assertThat(watched.trace()).isEqualTo(Trace.NONE);
      assertThat(traced.trace().events()).isNotEmpty();
      assertThat(traced).usingRecursiveComparison().ignoringFields("trace").isEqualTo(watched);
    }
  }

  @Test
  void aTraceTellsWhatTheMetersCount() {
    DesignResult result =
        new TestScenario(2)
            .thread("a", new Touch(20_000), new PreemptOff(List.of(new Compute(10))))
            .thread("b", new Touch(30_000), new IrqOff(List.of(new Compute(10))))
            .run(TestScenario.design("probe-site"), new RunOptions(0, true));
    assertThat(count(result, TraceEvent.Kind.FAULT))
        .isEqualTo(result.faults().stack() + result.faults().other());
    assertThat(count(result, TraceEvent.Kind.PROBE))
        .isEqualTo(result.probes().executed() + result.probes().faulted());
    assertThat(result.trace().events())
        .filteredOn(event -> event.kind() == TraceEvent.Kind.SECTION)
        .extracting(TraceEvent::thread, TraceEvent::name)
        .contains(tuple("a", "app:a/preempt-off#1"), tuple("b", "app:b/irq-off#1"));
    assertThat(result.trace().events())
        .allMatch(event -> event.startCycles() <= event.endCycles())
        .allMatch(event -> event.endCycles() <= result.cycles());
  }

  private static long count(DesignResult result, TraceEvent.Kind kind) {
    return result.trace().events().stream().filter(event -> event.kind() == kind).count();
  }

  @Test
  void tracingOffEntersNoSite() {
    TestScenario scenario =
        new TestScenario(1).thread("t", new Loop(20, List.of(new Tracepoint())));
    assertThat(entered(scenario)).isEqualTo(20);
    MachineSpec machine = scenario.machine();
    scenario.on(
        new MachineSpec(
            machine.cpus(),
            machine.memoryBytes(),
            machine.core(),
            machine.timing(),
            machine.quantumCycles(),
            machine.timeSliceNanos(),
            0,
            false));
    assertThat(entered(scenario)).isZero();
  }

  private static long entered(TestScenario scenario) {
    return scenario.run(TestScenario.design("probe-site")).sections().stream()
        .filter(section -> section.site().equals("tracepoint"))
        .mapToLong(SectionUse::entered)
        .sum();
  }
}
