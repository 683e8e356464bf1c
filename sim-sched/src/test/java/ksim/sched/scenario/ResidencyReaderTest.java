package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackResidency.Run;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.PreemptOff;
import org.junit.jupiter.api.Test;

/**
 * The map of pages against cases worked out by hand. The stack has 16 pages. Down to the program's
 * own function the kernel uses less than 1,000 bytes, and 5,000 bytes of frame reach into the
 * second page; from there a probe looks into the third.
 */
class ResidencyReaderTest {
  private static final StackSpec SIXTEEN_PAGES = new StackSpec(StackSource.MMAP, 64 << 10, 4096);
  private static final List<Operation> BODY =
      List.of(new Call(5_000, List.of(new PreemptOff(List.of(new Compute(1))))));

  private static List<Run> runs(StackDesign design, StackSpec stack) {
    DesignResult result =
        new TestScenario(1).thread("t", ThreadKind.APPLICATION, stack, BODY).run(design);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    StackResidency residency = result.residency().getLast();
    assertThat(residency.thread()).isEqualTo("t");
    return residency.runs();
  }

  private static Run run(PageState state, int pages) {
    return new Run(state, pages);
  }

  private static StackDesign site(int pages, int around) {
    return TestScenario.design(
        "probe-site", new Modifiers(pages, around, true, StackSource.MALLOC));
  }

  @Test
  void populatedPagesThatNobodyTouched() {
    assertThat(runs(TestScenario.design("populate"), SIXTEEN_PAGES))
        .containsExactly(run(PageState.USED, 2), run(PageState.UNTOUCHED, 14));
  }

  @Test
  void pagesOnDemand() {
    assertThat(runs(TestScenario.design("lazy"), SIXTEEN_PAGES))
        .containsExactly(run(PageState.USED, 2), run(PageState.ABSENT, 14));
  }

  @Test
  void pagesThatWereOnlyProbed() {
    assertThat(runs(site(1, 0), SIXTEEN_PAGES))
        .containsExactly(
            run(PageState.USED, 2), run(PageState.PROBED, 1), run(PageState.ABSENT, 13));
    assertThat(runs(site(3, 0), SIXTEEN_PAGES))
        .containsExactly(
            run(PageState.USED, 2), run(PageState.PROBED, 3), run(PageState.ABSENT, 11));
  }

  /** The parent's touch of the top page brings four more. */
  @Test
  void pagesThatAFaultBroughtAlong() {
    assertThat(runs(site(1, 4), SIXTEEN_PAGES))
        .containsExactly(
            run(PageState.USED, 2),
            run(PageState.PROBED, 1),
            run(PageState.UNTOUCHED, 2),
            run(PageState.ABSENT, 11));
  }

  @Test
  void nothingTellsOfStacksFromTheAllocator() {
    assertThat(runs(site(1, 0), TestScenario.ALLOCATED))
        .containsExactly(run(PageState.RESIDENT, 16));
  }
}
