package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What probes cost, counted by hand: an instruction is a cycle here. */
class ProbeCostTest {
  private static final long FEW = 100;
  private static final long MANY = 1_000;

  private static long instructions(StackDesign design, Operation body, long rounds) {
    DesignResult result =
        new TestScenario(1).thread("t", new Loop(rounds, List.of(body))).run(design);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    return result.instructions();
  }

  /** Instructions of a round, whatever the kernel does before and after. */
  private static long round(String id, Operation body) {
    StackDesign design = TestScenario.design(id);
    long difference = instructions(design, body, MANY) - instructions(design, body, FEW);
    assertThat(difference % (MANY - FEW)).isZero();
    return difference / (MANY - FEW);
  }

  @ParameterizedTest(name = "{0} takes {1} instructions more a section than lazy")
  @CsvSource({
    "lazy, 0",
    "ist-fault, 0",
    "probe-blind, 1", // the load
    "probe-site, 1", // the load, by Rule 4
    "probe-counter, 5", // inc, cmp, jcc, the load, and dec at the end
    "probe-checked, 7", // cmp, jcc, pushfq, test, lea, jcc, the load
  })
  void costsItsInstructionsAtEverySite(String id, long more) {
    for (Operation section :
        List.of(new PreemptOff(List.of()), new IrqOff(List.of()), new RcuRead(List.of()))) {
      assertThat(round(id, section)).as("%s", section).isEqualTo(round("lazy", section) + more);
    }
  }

  @ParameterizedTest(name = "{0} takes {1} instructions more than lazy in a section in a section")
  @CsvSource({
    "probe-blind, 1",
    "probe-site, 0", // Rule 3
    "probe-counter, 4", // inc, cmp, jcc, dec
    "probe-checked, 2", // cmp, jcc
  })
  void costsLessInsideASection(String id, long more) {
    Operation one = new PreemptOff(List.of(new Compute(3)));
    Operation two = new PreemptOff(List.of(new IrqOff(List.of(new Compute(3)))));
    assertThat(round(id, two) - round(id, one))
        .isEqualTo(round("lazy", two) - round("lazy", one) + more);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"probe-blind", "probe-site", "probe-counter", "probe-checked", "ist-fault"})
  void costsNothingWhereNoSiteIs(String id) {
    Operation work = new Call(512, List.of(new Compute(20), new Call(64, List.of())));
    assertThat(round(id, work)).isEqualTo(round("lazy", work));
  }
}
