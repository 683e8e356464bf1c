package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.Split;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.Thunk;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.Yield;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Designs and operations that switch stacks. */
class SwitchedStacksTest {
  private static final StackDesign POPULATE = new Populate(Modifiers.DEFAULT);
  private static final StackDesign LAZY = new Lazy(Modifiers.DEFAULT);
  private static final StackDesign SITE = new ProbeSite(Modifiers.DEFAULT);
  private static final StackDesign THUNK = new Thunk(Modifiers.DEFAULT);
  private static final StackDesign SPLIT = new Split(Modifiers.DEFAULT);
  private static final long KERNEL_STACK = 16 << 10;
  private static final long SEGMENT = 16 << 10;

  static List<StackDesign> switching() {
    return List.of(THUNK, SPLIT);
  }

  @SafeVarargs
  private static DesignResult simulate(
      TimingLevel timing, StackDesign design, List<Operation>... bodies) {
    return new ScenarioRunner((scenario, label, cycles, instructions) -> {})
        .simulate(Scenarios.of(1, timing, List.of(design), bodies), design, RunOptions.PLAIN);
  }

  private static DesignResult run(StackDesign design, Operation... body) {
    return simulate(TimingLevel.NONE, design, List.of(body));
  }

  private static OutcomeKind outcome(StackDesign design, Operation... body) {
    return run(design, body).outcome().kind();
  }

  private static Operation deep(long bytes) {
    return new Call(bytes, List.of(new Compute(1)));
  }

  @ParameterizedTest
  @MethodSource("switching")
  void surviveTheSectionsThatKillLazy(StackDesign design) {
    for (Operation section :
        List.of(
            new PreemptOff(List.of(deep(7000))),
            new IrqOff(List.of(deep(7000))),
            new RcuRead(List.of(new IrqOff(List.of(deep(7000))))))) {
      Operation program = new Call(2500, List.of(section));
      assertThat(outcome(LAZY, program)).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
      assertThat(outcome(design, program)).isEqualTo(OutcomeKind.COMPLETED);
    }
  }

  @ParameterizedTest
  @MethodSource("switching")
  void passDataThroughPipesOverTheSwitch(StackDesign design) {
    DesignResult result =
        simulate(
            TimingLevel.NONE,
            design,
            List.of(new Loop(20, List.of(new Call(3000, List.of(new PipeWrite(5000)))))),
            List.of(new Loop(20, List.of(new PipeRead(5000)))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void loopsInASectionCountOnTheKernelStack() {
    Operation section =
        new Loop(3, List.of(new PreemptOff(List.of(new Loop(5, List.of(new Compute(7)))))));
    long thunk = run(THUNK, section).instructions();
    long longer =
        run(
                THUNK,
                new Loop(3, List.of(new PreemptOff(List.of(new Loop(5, List.of(new Compute(8))))))))
            .instructions();
    assertThat(longer - thunk).isEqualTo(3 * 5 * 4);
  }

  @Test
  void aThunkHasAKernelStackForEachThreadAndPaysForEachCall() {
    DesignResult thunk = run(THUNK, new Touch(4096));
    DesignResult lazy = run(LAZY, new Touch(4096));
    assertThat(thunk.stacks().threads()).isEqualTo(lazy.stacks().threads());
    assertThat(thunk.mmapStacks().reservedBytes() - lazy.mmapStacks().reservedBytes())
        .isEqualTo(KERNEL_STACK);
    assertThat(thunk.mmapStacks().residentBytes() - lazy.mmapStacks().residentBytes())
        .isEqualTo(KERNEL_STACK);
    assertThat(thunk.probes().executed()).isZero();
    Operation calls = new Loop(100, List.of(new Operation.Malloc(64), new Operation.Free()));
    long withThunk = run(THUNK, calls).instructions() - run(THUNK).instructions();
    long without = run(LAZY, calls).instructions() - run(LAZY).instructions();
    assertThat(withThunk - without).as("six instructions a call").isEqualTo(200 * 6);
  }

  @Test
  void anOverflowOfTheKernelStackIsOneInAtomicContextToo() {
    DesignResult result = run(THUNK, new PreemptOff(List.of(deep(KERNEL_STACK))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.STACK_OVERFLOW);
    assertThat(result.outcome().message())
        .contains("ran off its stack")
        .contains("while preemption is disabled (depth 1)");
    assertThat(result.outcome().hint()).contains("kernel stack", "preempt-off#1");
    FailureSite failure = result.outcome().failure().orElseThrow();
    assertThat(failure.stackHigh() - failure.stackLow()).isEqualTo(KERNEL_STACK);
    assertThat(failure.address().orElseThrow()).isLessThan(failure.stackLow());
    assertThat(outcome(THUNK, new PreemptOff(List.of(new Touch(KERNEL_STACK)))))
        .isEqualTo(OutcomeKind.STACK_OVERFLOW);
    assertThat(outcome(SITE, new PreemptOff(List.of(new Touch(3000), deep(300_000)))))
        .as("nothing but a missing page where no guard is hit")
        .isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
  }

  @Test
  void callChainsCrossStacks() {
    Operation sleeping = new Call(64, List.of(new PreemptOff(List.of(new Wait("never")))));
    assertThat(run(THUNK, sleeping).outcome().failure().orElseThrow().callChain())
        .containsSubsequence(
            "event_wait",
            "app:p0_preempt-off",
            "thunk:app:p0_preempt-off",
            "app:p0_call",
            "app:p0",
            "thread_run",
            "thread_main_c")
        .doesNotHaveDuplicates();
    assertThat(
            run(SPLIT, new Call(14_000, List.of(sleeping)))
                .outcome()
                .failure()
                .orElseThrow()
                .callChain())
        .containsSubsequence(
            "event_wait", "app:p0_call_2", "app:p0_call", "__morestack", "app:p0", "thread_run")
        .doesNotHaveDuplicates();
    assertThat(
            run(LAZY, new Syscall(List.of(sleeping))).outcome().failure().orElseThrow().callChain())
        .containsSubsequence(
            "event_wait", "app:p0_call", "app:p0_syscall", "syscall_entry", "app:p0", "thread_run")
        .doesNotHaveDuplicates();
  }

  @Test
  void splitCountsSegmentsAsTheyAreNeeded() {
    StackUse shallow = run(SPLIT, new Compute(1)).mmapStacks();
    assertThat(shallow).isEqualTo(new StackUse(1, 256 << 10, SEGMENT, SEGMENT));
    StackUse deep = run(SPLIT, new Recurse(1000, 30, List.of(new Compute(1)))).mmapStacks();
    assertThat(deep.peakResidentBytes()).isEqualTo(3 * SEGMENT);
    StackUse array = run(SPLIT, new Touch(100_000)).mmapStacks();
    assertThat(array.peakResidentBytes()).isBetween(SEGMENT + 100_000, SEGMENT + 120_000);
    StackUse bottom = run(SPLIT, new Recurse(64, 50, List.of(new Touch(100_000)))).mmapStacks();
    assertThat(bottom.peakResidentBytes()).isBetween(SEGMENT + 100_000, SEGMENT + 120_000);
    assertThat(run(SPLIT, new Touch(100_000)).faults().stack()).isZero();
  }

  @Test
  void aSegmentNeededInAnAtomicSectionIsFatalWhereTheAllocatorSleeps() {
    Operation section = new PreemptOff(List.of(deep(20_000)));
    assertThat(outcome(SPLIT, section)).as("memory is there").isEqualTo(OutcomeKind.COMPLETED);
    Scenario scenario =
        Scenarios.of(
            1, TimingLevel.NONE, List.of(SPLIT), List.of(new PreemptOff(List.of(deep(20 << 20)))));
    MachineSpec machine =
        new MachineSpec(1, 64 << 20, "skylake", TimingLevel.NONE, 500, 1_000_000, 48 << 20, true);
    DesignResult result =
        new ScenarioRunner((name, label, cycles, instructions) -> {})
            .simulate(onMachine(scenario, machine), SPLIT, RunOptions.PLAIN);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.PANIC);
    assertThat(result.outcome().message()).contains("went to sleep");
    assertThat(result.outcome().failure().orElseThrow().callChain())
        .containsSubsequence("alloc_pages", "__generic_morestack", "__morestack", "app:p0");
  }

  private static Scenario onMachine(Scenario scenario, MachineSpec machine) {
    return new Scenario(
        scenario.name(),
        scenario.description(),
        machine,
        scenario.designs(),
        scenario.threads(),
        scenario.programs(),
        scenario.expectations(),
        scenario.limitCycles());
  }

  @Test
  void endlessRecursionOnSegmentsEatsAllMemory() {
    assertThat(outcome(SPLIT, new Recurse(1000, 1_000_000, List.of(new Compute(1)))))
        .isEqualTo(OutcomeKind.OUT_OF_MEMORY);
  }

  @Test
  void aCallThatCrossesASegmentsEndCostsInEveryRound() {
    Operation round = new Loop(1000, List.of(deep(512)));
    long inside = simulate(TimingLevel.FAST, SPLIT, List.of(new Call(64, List.of(round)))).cycles();
    long across =
        simulate(TimingLevel.FAST, SPLIT, List.of(new Call(10_600, List.of(round)))).cycles();
    assertThat((across - inside) / 1000).isBetween(20L, 500L);
    long lazyInside =
        simulate(TimingLevel.FAST, SITE, List.of(new Call(64, List.of(round)))).cycles();
    long lazyAcross =
        simulate(TimingLevel.FAST, SITE, List.of(new Call(10_600, List.of(round)))).cycles();
    assertThat((lazyAcross - lazyInside) / 1000).isBetween(-10L, 10L);
  }

  @Test
  void aSystemCallNeedsNoProbe() {
    List<Operation> body =
        List.of(new PreemptOff(List.of(deep(9000))), new IrqOff(List.of(deep(9000))));
    Operation call = new Syscall(body);
    assertThat(outcome(LAZY, call)).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(outcome(LAZY, body.getFirst())).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    long probes = run(SITE, call).probes().executed() - run(SITE).probes().executed();
    assertThat(probes).as("sites of the allocator aside").isLessThanOrEqualTo(8);
    long again =
        run(SITE, new Loop(10, List.of(call))).probes().executed()
            - run(SITE, call).probes().executed();
    assertThat(again).isZero();
    for (StackDesign design : List.of(POPULATE, THUNK, SPLIT)) {
      assertThat(outcome(design, call, new Yield(), call)).isEqualTo(OutcomeKind.COMPLETED);
    }
  }

  @Test
  void aProgramOfBothKindsOfThreadsIsCompiledForEither() {
    Scenario alone =
        Scenarios.of(
            1,
            TimingLevel.NONE,
            List.of(THUNK),
            List.of(new Call(2500, List.of(new PreemptOff(List.of(deep(3000)))))));
    ThreadGroupSpec application = alone.threads().getFirst();
    StackSpec allocated = new StackSpec(StackSource.MALLOC, 64 << 10, 0);
    Scenario both =
        new Scenario(
            alone.name(),
            alone.description(),
            alone.machine(),
            alone.designs(),
            List.of(
                application,
                new ThreadGroupSpec("allocated", ThreadKind.APPLICATION, 1, allocated, "p0"),
                new ThreadGroupSpec("kernel", ThreadKind.KERNEL, 1, allocated, "p0"),
                new ThreadGroupSpec("lazy", ThreadKind.KERNEL, 1, application.stack(), "p0")),
            alone.programs(),
            alone.expectations(),
            alone.limitCycles());
    for (StackDesign design : List.of(POPULATE, SITE, THUNK, SPLIT)) {
      DesignResult result =
          new ScenarioRunner((name, label, cycles, instructions) -> {})
              .simulate(both, design, RunOptions.PLAIN);
      assertThat(result.outcome().kind()).as(design.id()).isEqualTo(OutcomeKind.COMPLETED);
    }
    StackUse segments =
        new ScenarioRunner((name, label, cycles, instructions) -> {})
            .simulate(both, SPLIT, RunOptions.PLAIN)
            .stacks();
    long kernelThreads = 3 * (64 << 10); // init, the reclaimer, and the scenario's own
    assertThat(segments.residentBytes()).isEqualTo(kernelThreads + 3 * SEGMENT);
  }
}
