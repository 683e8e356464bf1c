package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.Wake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How deep a section may go: as deep as its probe has looked, and not a page further. */
class ProbeDepthTest {
  /** About 3,000 bytes deep in a page, the section reaches so far below. */
  private static Operation section(boolean interrupts, long bytes) {
    List<Operation> inside = List.of(new Call(bytes, List.of(new Compute(1))));
    return new Call(2_500, List.of(interrupts ? new IrqOff(inside) : new PreemptOff(inside)));
  }

  @ParameterizedTest(name = "{0} with {2} pages under {1} bytes")
  @CsvSource({
    "probe-checked, 3000, 1", "probe-counter, 3000, 1", "probe-site, 3000, 1",
        "probe-blind, 3000, 1",
    "probe-checked, 7000, 2", "probe-counter, 7000, 2", "probe-site, 7000, 2",
        "probe-blind, 7000, 2",
    "probe-checked, 11000, 3", "probe-counter, 11000, 3", "probe-site, 11000, 3",
        "probe-blind, 11000, 3",
  })
  void needsAProbedPageForEachPageOfDepth(String id, long bytes, int needed) {
    for (boolean interrupts : new boolean[] {false, true}) {
      for (int pages = 1; pages <= 4; pages++) {
        DesignResult result =
            new TestScenario(1)
                .thread("t", section(interrupts, bytes))
                .run(TestScenario.probing(id, pages));
        assertThat(result.outcome().kind())
            .as("%d pages", pages)
            .isEqualTo(
                pages >= needed ? OutcomeKind.COMPLETED : OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
      }
    }
  }

  @Test
  void withoutAnyProbeThreeThousandBytesAreTooMany() {
    DesignResult result =
        new TestScenario(1).thread("t", section(false, 3_000)).run(TestScenario.design("lazy"));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lazy",
        "probe-blind",
        "probe-checked",
        "probe-counter",
        "probe-site",
        "ist-fault"
      })
  void savesWhatIsNotTouched(String id) {
    StackUse shallow =
        new TestScenario(1).thread("t", new Touch(4_096)).run(TestScenario.design(id)).mmapStacks();
    StackUse deep =
        new TestScenario(1)
            .thread("t", new Touch(20 * 4_096))
            .run(TestScenario.design(id))
            .mmapStacks();
    assertThat(shallow.savedBytes() - deep.savedBytes()).isEqualTo(19 * 4_096);
    assertThat(deep.residentBytes()).isEqualTo(shallow.residentBytes() + 19 * 4_096);
  }

  @Test
  void theCounterKeepsThreadsFromProbingThatCannotFault() {
    List<Operation> sections =
        List.of(
            new Loop(50, List.of(new PreemptOff(List.of(new Compute(1))), new IrqOff(List.of()))));
    TestScenario scenario =
        new TestScenario(1)
            .thread("kernel", ThreadKind.KERNEL, TestScenario.ALLOCATED, sections)
            .thread("resident", ThreadKind.APPLICATION, TestScenario.ALLOCATED, sections);
    assertThat(scenario.run(TestScenario.design("probe-counter")).probes().onResidentStacks())
        .isZero();
    assertThat(scenario.run(TestScenario.design("probe-blind")).probes().onResidentStacks())
        .isGreaterThanOrEqualTo(200);
    scenario.thread("mapped", sections.toArray(Operation[]::new));
    DesignResult.Probes probes = scenario.run(TestScenario.design("probe-counter")).probes();
    assertThat(probes.onResidentStacks()).isZero();
    assertThat(probes.executed()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void aDecrementWithoutATwinIsReportedWithThreadAndPlace() {
    StackDesign unbalanced =
        TestScenario.design(
            "probe-counter", new Modifiers(1, 0, true, StackSource.MALLOC, 2, 3, true));
    TestScenario scenario =
        new TestScenario(2)
            .thread("ping", new Loop(5, List.of(new Wake("there"), new Wait("back"))))
            .thread("pong", new Loop(5, List.of(new Wait("there"), new Wake("back"))));
    assertThat(scenario.run(TestScenario.design("probe-counter")).violations()).isEmpty();
    assertThat(scenario.run(unbalanced).violations())
        .isNotEmpty()
        .allSatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("stack_page_read_counter of thread idle-")
                    .contains("one has no twin"))
        .anySatisfy(sentence -> assertThat(sentence).contains(" at wait_for_interrupts"));
  }
}
