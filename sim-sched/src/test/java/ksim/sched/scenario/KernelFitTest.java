package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import ksim.core.timing.TimingLevel;
import ksim.sched.kernel.ImageTooLargeException;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.VmaLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFitTest {
  private static final long MIB = 1 << 20;
  private static final StackSpec STACK = new StackSpec(StackSource.MMAP, 4096, 4096);

  private static List<StackDesign> designs(String id) {
    Modifiers most =
        new Modifiers(16, 0, true, StackSource.MALLOC, 16, Modifiers.MAXIMUM_RESERVE_PAGES, true);
    return List.of(StackDesigns.create(id, most).orElseThrow());
  }

  private static Scenario scenario(int operations, String design, Operation operation) {
    return Scenarios.of(
        64, TimingLevel.FAST, designs(design), Collections.nCopies(operations, operation));
  }

  private static Scenario threads(int count, long memoryBytes, long pageCacheBytes) {
    Scenario one = scenario(1, "lazy", new Compute(1));
    MachineSpec machine =
        new MachineSpec(
            64, memoryBytes, "skylake", TimingLevel.FAST, 500, 1_000_000, pageCacheBytes, true);
    return new Scenario(
        one.name(),
        one.description(),
        machine,
        one.designs(),
        List.of(new ThreadGroupSpec("t", ThreadKind.APPLICATION, count, STACK, "p0")),
        one.programs(),
        Map.of(),
        one.limitCycles());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"probe-blind", "probe-checked", "probe-counter", "probe-site", "thunk", "split"})
  void fewOperationsFitWhateverTheyAre(String design) {
    int half = KernelFit.FEW_OPERATIONS / 2;
    for (Operation each :
        List.of(
            new VmaLock(List.of(new Compute(1))),
            new IrqOff(List.of(new Compute(1))),
            new Call(512, List.of(new Compute(1))))) {
      Scenario scenario = scenario(half, design, each);
      assertThat(KernelFit.check(scenario)).isEmpty();
      assertThat(ThreadPlan.image(scenario, scenario.designs().getFirst()).segments()).isNotEmpty();
    }
  }

  @Test
  void programsThatAreTooLargeAreFoundBeforeTheyRun() {
    assertThat(KernelFit.check(scenario(40_000, "lazy", new Compute(1))))
        .map(ImageTooLargeException::part)
        .contains(ImageTooLargeException.Part.CODE);
  }

  @Test
  void theTableOfThreadsAndThePageCacheMustFitIntoMemory() {
    assertThat(KernelFit.check(threads(16_384, 8 * MIB, 0))).isEmpty();
    assertThat(KernelFit.check(threads(16_384, 8 * MIB, 2 * MIB)))
        .map(ImageTooLargeException::part)
        .contains(ImageTooLargeException.Part.DATA);
    assertThat(KernelFit.check(threads(40_000, 8 * MIB, 0)))
        .map(ImageTooLargeException::part)
        .contains(ImageTooLargeException.Part.DATA);
  }

  @Test
  void aKernelThatJustFitsRunsOutOfMemoryAsAGuest() {
    Scenario scenario = threads(16_384, 8 * MIB, MIB + 800 * 1024);
    while (KernelFit.check(scenario).isPresent()) {
      long less = scenario.machine().pageCacheBytes() - 4096;
      scenario = threads(16_384, 8 * MIB, less);
    }
    DesignResult result =
        new ScenarioRunner((name, label, cycles, instructions) -> {})
            .simulate(scenario, scenario.designs().getFirst(), RunOptions.PLAIN);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.OUT_OF_MEMORY);
  }
}
