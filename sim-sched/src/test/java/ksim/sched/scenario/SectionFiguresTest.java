package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.Split;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Sleep;
import ksim.sched.workload.Operation.Unlock;
import org.junit.jupiter.api.Test;

class SectionFiguresTest {
  @SafeVarargs
  private static DesignResult run(StackDesign design, long seed, List<Operation>... threads) {
    Scenario scenario = Scenarios.of(1, TimingLevel.FAST, List.of(design), threads);
    return new ScenarioRunner((name, label, cycles, instructions) -> {})
        .simulate(scenario, design, new RunOptions(seed, false));
  }

  /** Another thread's four megabytes lie between the two segments, but not on the stack. */
  @Test
  void theDistanceOfTwoSegmentsIsNoDepth() {
    List<Operation> crossing =
        List.of(new Call(12_000, List.of(new Call(100, List.of(new Compute(1))))));
    DesignResult result =
        run(
            new Split(Modifiers.DEFAULT),
            0,
            List.of(new Sleep(50_000), new PreemptOff(crossing)),
            List.of(new Malloc(4 << 20), new Sleep(100_000)));
    assertThat(result.sections())
        .filteredOn(section -> section.site().contains("preempt-off"))
        .singleElement()
        .satisfies(section -> assertThat(section.maxDepthBytes()).isBetween(12_000L, 13_000L));
  }

  /**
   * An interrupt that waits for the end of a section comes before the next instruction, and may
   * preempt the thread there: that is not the section's time. The bound leaves room for a handler
   * that comes just before the instruction that disables.
   */
  @Test
  void aSectionWithoutInterruptsIsNotOpenLongerThanTheyAreDisabled() {
    List<Operation> busy = List.of(new Loop(1000, List.of(new IrqOff(List.of(new Compute(200))))));
    DesignResult result = run(new Populate(Modifiers.DEFAULT), 1, busy, busy);
    assertThat(result.sections())
        .filteredOn(section -> section.site().contains("irq-off"))
        .hasSize(2)
        .allSatisfy(
            section -> assertThat(section.maxCycles()).isLessThan(result.irqOffCyclesMax() + 400));
  }

  /** The allocator locks a mutex itself; that is its caller's affair, the program's own is not. */
  @Test
  void aCallThatMaySleepIsReportedAlsoBehindOneThatDoesTheSameInside() {
    List<Operation> section = List.of(new Malloc(2000), new Lock("m"), new Unlock("m"));
    assertThat(
            run(new Populate(Modifiers.DEFAULT), 0, List.of(new PreemptOff(section))).violations())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("malloc may sleep"),
            second -> assertThat(second).startsWith("mutex_lock may sleep"));
  }
}
