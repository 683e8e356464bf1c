package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.OnStackObject;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Sleep;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that programs create, and what OSv issue 790 makes of their stacks. */
class SpawnScenarioTest {
  private static final StackDesign POPULATE = new Populate(Modifiers.DEFAULT);
  private static final StackDesign SITE = new ProbeSite(Modifiers.DEFAULT);
  private static final StackDesign LAZY = new Lazy(Modifiers.DEFAULT);
  private static final long STACK = 64 << 10;

  private final List<ThreadGroupSpec> groups = new ArrayList<>();
  private final Map<String, Program> programs = new LinkedHashMap<>();

  private void group(String name, StackSource source, Operation... body) {
    groups.add(
        new ThreadGroupSpec(
            name,
            ThreadKind.APPLICATION,
            1,
            new StackSpec(source, STACK, source == StackSource.MMAP ? 4096 : 0),
            name));
    programs.put(name, new Program(name, List.of(body)));
  }

  private DesignResult run(int cpus, StackDesign design) {
    Scenario scenario =
        new Scenario(
            "test",
            "a test",
            MachineSpec.of(cpus, 16 << 20, "skylake", TimingLevel.FAST, 200),
            List.of(design),
            groups,
            programs,
            Map.of(),
            4_000_000_000L);
    return new ScenarioRunner((name, label, cycles, instructions) -> {})
        .simulate(scenario, design, RunOptions.PLAIN);
  }

  @Test
  void countsStacksEverHandedOutAndWhatWasReservedAtATime() {
    group(
        "main",
        StackSource.MMAP,
        new Loop(
            5,
            List.of(
                new Spawn("worker"), new Spawn("worker"), new Join("worker"), new Join("worker"))));
    group("worker", StackSource.MMAP, new Touch(8192));
    StackUse populated = run(2, POPULATE).mmapStacks();
    assertThat(populated.threads()).isEqualTo(11);
    assertThat(populated.reservedBytes()).isEqualTo(3 * STACK);
    assertThat(populated.peakResidentBytes()).isEqualTo(3 * STACK);
    assertThat(populated.residentBytes()).isEqualTo(STACK);
    StackUse lazy = run(2, SITE).mmapStacks();
    assertThat(lazy.reservedBytes()).isEqualTo(3 * STACK);
    assertThat(lazy.peakResidentBytes()).isBetween(5 * 4096L, 10 * 4096L);
    assertThat(lazy.residentBytes()).isBetween(4096L, 4 * 4096L);
  }

  @Test
  void tellsSpawnedThreadsApartInADiagnosis() {
    group("main", StackSource.MMAP, new Spawn("worker"), new Join("worker"));
    group(
        "worker",
        StackSource.MMAP,
        new Call(2500, List.of(new PreemptOff(List.of(new Call(2500, List.of(new Compute(1))))))));
    Outcome outcome = run(1, LAZY).outcome();
    assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
    assertThat(outcome.failure().orElseThrow().thread()).isEqualTo("worker#4");
  }

  @Test
  void aThreadThatSpawnsItselfForEverRunsOutOfMemory() {
    group("main", StackSource.MMAP, new Spawn("worker"));
    group("worker", StackSource.MMAP, new Spawn("worker"));
    assertThat(run(2, SITE).outcome().kind()).isEqualTo(OutcomeKind.OUT_OF_MEMORY);
  }

  /**
   * A kernel thread on the CPU where the previous worker ran, which was not flushed when that one's
   * stack went: it must see that the new stack, at the same address, has no top page yet.
   */
  @Test
  void aKernelThreadThatSpawnsSeesTheNewStackAsItIs() {
    // Init has CPU 0, the reclaimer 1, then app 2, kthread 3, the others 0, 1, 2, the worker 3.
    group("app", StackSource.MMAP, new Sleep(100_000), new Spawn("worker"), new Join("worker"));
    groups.add(
        new ThreadGroupSpec(
            "kthread", ThreadKind.KERNEL, 1, new StackSpec(StackSource.MALLOC, STACK, 0), "late"));
    programs.put(
        "late",
        new Program("late", List.of(new Sleep(300_000), new Spawn("worker"), new Join("worker"))));
    group("other", StackSource.MALLOC, new Compute(1));
    group("another", StackSource.MALLOC, new Compute(1));
    group("third", StackSource.MALLOC, new Compute(1));
    group("worker", StackSource.MMAP, new Compute(1));
    assertThat(run(4, SITE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void sleepTakesItsTimeAndJoinWaitsForIt() {
    group("main", StackSource.MMAP, new Spawn("worker"), new Join("worker"));
    group("worker", StackSource.MMAP, new Sleep(2_000_000));
    DesignResult result = run(2, POPULATE);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(result.cycles()).isBetween(6_000_000L, 6_300_000L);
  }

  /**
   * The program of issue 790, on four CPUs: init has CPU 0, the reclaimer 1, so main has CPU 2; two
   * idle along, and the last one, on CPU 1, computes for {@code computes} rounds.
   */
  private void issue790(Place where, StackSource source, long computes) {
    group(
        "main",
        StackSource.MMAP,
        new Loop(
            2,
            List.of(
                new Spawn("worker"), new Join("worker"), new Loop(8, List.of(new Malloc(1024))))));
    group("other", StackSource.MALLOC, new Compute(1));
    group("another", StackSource.MALLOC, new Compute(1));
    group("neighbour", StackSource.MALLOC, new Compute(computes));
    group("worker", source, new Sleep(50_000), new OnStackObject(where, OptionalInt.of(1)));
  }

  @Test
  void aSchedulerReadsAnObjectOnAMappedStackThroughAStaleTranslation() {
    issue790(Place.STACK, StackSource.MMAP, 1);
    Outcome outcome = run(4, SITE).outcome();
    assertThat(outcome.kind()).isEqualTo(OutcomeKind.STALE_TRANSLATION);
    assertThat(outcome.message())
        .contains("CPU 1")
        .contains("thread idle-1")
        .contains("a flush was pending")
        .contains("no application thread")
        .containsPattern("holds frame 0x[0-9a-f]+000, the page tables say frame 0x[0-9a-f]+000");
    assertThat(outcome.hint()).contains("heap").contains("790");
    assertThat(outcome.failure().orElseThrow().address()).isPresent();
    assertThat(run(4, POPULATE).outcome().kind()).isEqualTo(OutcomeKind.STALE_TRANSLATION);
  }

  @Test
  void anObjectOnTheHeapIsReadAsItIs() {
    issue790(Place.HEAP, StackSource.MMAP, 1);
    assertThat(run(4, SITE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void soIsAnObjectOnAStackFromTheAllocator() {
    issue790(Place.STACK, StackSource.MALLOC, 1);
    assertThat(run(4, SITE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  /** The CPU is flushed by interrupt when the first worker's stack goes: nothing is stale. */
  @Test
  void soIsOneThatACpuReadsWhichRunsAnApplicationThread() {
    issue790(Place.STACK, StackSource.MMAP, 500_000);
    assertThat(run(4, SITE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(run(4, POPULATE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theNextCpuIsTheDefaultBeItTheOwnOne(int cpus) {
    group("t", StackSource.MMAP, new OnStackObject(Place.STACK, OptionalInt.empty()));
    assertThat(run(cpus, SITE).outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  @Test
  void waitingForAnotherSchedulerInAnAtomicSectionIsAPanic() {
    group(
        "t",
        StackSource.MMAP,
        new PreemptOff(List.of(new OnStackObject(Place.STACK, OptionalInt.empty()))));
    assertThat(run(2, SITE).outcome().kind()).isEqualTo(OutcomeKind.PANIC);
  }
}
