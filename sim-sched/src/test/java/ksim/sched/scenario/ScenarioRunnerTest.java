package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.ProbeBlind;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Program;
import org.junit.jupiter.api.Test;

class ScenarioRunnerTest {
  private static final StackDesign POPULATE = design("populate");
  private static final StackDesign LAZY = new Lazy(Modifiers.DEFAULT);
  private static final StackDesign BLIND = new ProbeBlind(Modifiers.DEFAULT);
  private static final StackDesign SITE = new ProbeSite(Modifiers.DEFAULT);

  private static StackDesign design(String id) {
    return StackDesigns.create(id, Modifiers.DEFAULT).orElseThrow();
  }

  private static DesignResult run(TimingLevel timing, StackDesign design, List<Operation> body) {
    return new ScenarioRunner((scenario, label, cycles, instructions) -> {})
        .simulate(Scenarios.of(1, timing, List.of(design), body), design, RunOptions.PLAIN);
  }

  private static DesignResult run(StackDesign design, Operation... body) {
    return run(TimingLevel.FAST, design, List.of(body));
  }

  /** An atomic section that begins at one depth of the stack and reaches to another. */
  private static Operation sectionReaching(long before, long inside) {
    return new Call(
        before, List.of(new PreemptOff(List.of(new Call(inside, List.of(new Compute(1)))))));
  }

  @Test
  void everyDesignButLazySurvivesASectionThatReachesANewPage() {
    Operation section = sectionReaching(2500, 2500);
    assertThat(run(POPULATE, section).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(run(LAZY, section).outcome().kind()).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    assertThat(run(BLIND, section).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(run(SITE, section).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void aSectionThatNeedsMoreThanAPageNeedsMoreProbedPagesOrFaultAround() {
    Operation section = sectionReaching(2500, 7000);
    assertThat(run(SITE, section).outcome().kind()).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    StackDesign twoPages = new ProbeSite(new Modifiers(2, 0, true, StackSource.MALLOC));
    StackDesign around = new ProbeSite(new Modifiers(1, 3, true, StackSource.MALLOC));
    assertThat(run(twoPages, section).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(run(around, section).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void theDiagnosisNamesTheSiteThatNeedsTheProbe() {
    DesignResult result = run(LAZY, sectionReaching(2500, 2500));
    FailureSite failure = result.outcome().failure().orElseThrow();
    assertThat(failure.thread()).isEqualTo("t0");
    assertThat(failure.site()).contains("app:p0_call/preempt-off#1");
    assertThat(failure.outerSite()).isEqualTo(failure.site());
    assertThat(failure.function()).isEqualTo("app:p0_call_2");
    assertThat(failure.callChain())
        .startsWith("app:p0_call_2", "app:p0_call", "app:p0", "thread_run");
    assertThat(failure.preemptDepth()).isEqualTo(1);
    assertThat(failure.interruptsEnabled()).isTrue();
    long address = failure.address().orElseThrow();
    assertThat(address).isBetween(failure.stackLow(), failure.stackHigh());
    assertThat(address).isBetween(failure.rsp() - 4096, failure.rsp() + 4096);
    assertThat(result.outcome().hint()).contains("probe-site");
  }

  @Test
  void aBlindProbeDiesInANestedSectionAndTheHintSaysRule3() {
    Operation nested =
        new Call(
            2000,
            List.of(
                new IrqOff(
                    List.of(new Call(2500, List.of(new PreemptOff(List.of(new Compute(1)))))))));
    DesignResult blind = run(BLIND, nested);
    assertThat(blind.outcome().kind()).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    assertThat(blind.outcome().failure().orElseThrow().interruptsEnabled()).isFalse();
    assertThat(blind.outcome().hint()).contains("Rule 3").contains("preempt-off#1");
    assertThat(run(SITE, nested).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void cyclesFollowTheProgram() {
    DesignResult shallow = run(POPULATE, new Loop(100, List.of(new Compute(10))));
    DesignResult longer = run(POPULATE, new Loop(100, List.of(new Compute(11))));
    assertThat(longer.cycles()).isGreaterThan(shallow.cycles());
    assertThat(longer.instructions() - shallow.instructions()).isEqualTo(100L * 4);
  }

  @Test
  void residentMemoryFollowsTheTouchedDepth() {
    long shallow = run(SITE, new Touch(4096)).stacks().peakResidentBytes();
    long deep = run(SITE, new Touch(10 * 4096)).stacks().peakResidentBytes();
    assertThat(deep - shallow).isEqualTo(9 * 4096);
  }

  @Test
  void probesCostWhatTheirInstructionsCost() {
    Operation sections = new Loop(500, List.of(new PreemptOff(List.of())));
    DesignResult without = run(TimingLevel.NONE, LAZY, List.of(sections));
    DesignResult with = run(TimingLevel.NONE, SITE, List.of(sections));
    assertThat(with.probes().executed() - without.probes().executed())
        .as("one probe a section, and those of the kernel's own sites")
        .isGreaterThanOrEqualTo(500);
    assertThat(with.probes().cycles()).isGreaterThanOrEqualTo(with.probes().executed());
    DesignResult twoPages =
        run(
            TimingLevel.NONE,
            new ProbeSite(new Modifiers(2, 0, true, StackSource.MALLOC)),
            List.of(sections));
    assertThat(twoPages.probes().executed()).isGreaterThan(with.probes().executed() + 499);
  }

  @Test
  void anOverflowIsToldApartFromALazyFault() {
    DesignResult result = run(SITE, new Recurse(1000, 400, List.of(new Compute(1))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.STACK_OVERFLOW);
  }

  @Test
  void threadsThatWaitForEachOtherAreADeadlock() {
    assertThat(run(POPULATE, new Wait("never")).outcome().kind()).isEqualTo(OutcomeKind.DEADLOCK);
  }

  @Test
  void lockingTwiceIsAPanicThatSaysSo() {
    DesignResult result = run(POPULATE, new Lock("m"), new Lock("m"));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.PANIC);
    assertThat(result.outcome().message()).contains("asked").contains("lock that it holds");
  }

  @Test
  void sleepingInAnAtomicSectionIsAPanic() {
    DesignResult result = run(POPULATE, new PreemptOff(List.of(new Wait("never"))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.PANIC);
    assertThat(result.outcome().message()).contains("went to sleep");
  }

  @Test
  void twoRunsAreTheSame() {
    List<Operation> writer = List.of(new Loop(50, List.of(new PipeWrite(64))));
    List<Operation> reader = List.of(new Loop(50, List.of(new PipeRead(64))));
    Scenario scenario =
        Scenarios.of(2, TimingLevel.FAST, List.of(POPULATE, LAZY, SITE), writer, reader);
    ScenarioRunner runner = new ScenarioRunner((name, label, cycles, instructions) -> {});
    assertThat(runner.run(scenario)).isEqualTo(runner.run(scenario));
  }

  @Test
  void overheadIsRelativeToPopulateAndExpectationsAreChecked() {
    Scenario plain = Scenarios.of(1, TimingLevel.FAST, List.of(POPULATE, SITE), List.of());
    Scenario expecting =
        new Scenario(
            plain.name(),
            plain.description(),
            plain.machine(),
            plain.designs(),
            plain.threads(),
            plain.programs(),
            Map.of(
                "probe-site",
                new Expectation(
                    Optional.of(OutcomeKind.DEADLOCK),
                    Map.of(
                        Metric.SAVED_PERCENT,
                        new Bound(OptionalDouble.of(100), OptionalDouble.empty())))),
            plain.limitCycles());
    ScenarioResult result = new ScenarioRunner((a, b, c, d) -> {}).run(expecting);
    DesignResult populate = result.designs().getFirst();
    DesignResult site = result.designs().getLast();
    assertThat(populate.overheadPercent()).hasValue(0);
    assertThat(site.overheadPercent().orElseThrow())
        .isEqualTo(100.0 * (site.cycles() - populate.cycles()) / populate.cycles());
    assertThat(result.asExpected()).isFalse();
    assertThat(site.unmet())
        .hasSize(2)
        .first()
        .isEqualTo("expected outcome deadlock, found completed");
  }

  @Test
  void saysThatAThreadWithoutGuardAreaHasRunOffItsStack() {
    Scenario one = Scenarios.of(1, TimingLevel.NONE, List.of(LAZY), List.of(new Compute(1)));
    Scenario scenario =
        new Scenario(
            one.name(),
            one.description(),
            one.machine(),
            one.designs(),
            List.of(
                new ThreadGroupSpec(
                    "t",
                    ThreadKind.APPLICATION,
                    1,
                    new StackSpec(StackSource.MMAP, 16 << 10, 0),
                    "p0")),
            Map.of(
                "p0", new Program("p0", List.of(new Recurse(512, 100, List.of(new Compute(1)))))),
            Map.of(),
            one.limitCycles());
    Outcome outcome =
        new ScenarioRunner((name, label, cycles, instructions) -> {})
            .simulate(scenario, LAZY, RunOptions.PLAIN)
            .outcome();
    assertThat(outcome.kind()).isEqualTo(OutcomeKind.PANIC);
    assertThat(outcome.hint()).contains("run off its stack").contains("guard: 4KiB");
  }
}
