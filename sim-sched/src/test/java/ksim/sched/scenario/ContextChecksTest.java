package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.exec.Stop;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.kernel.ExitCode;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import org.junit.jupiter.api.Test;

/** Rules of atomic context that a run breaks without falling over. */
class ContextChecksTest {
  private static final StackDesign POPULATE = TestScenario.design("populate");

  private static List<String> violations(Operation... body) {
    DesignResult result = new TestScenario(1).thread("t", body).run(POPULATE);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    return result.violations();
  }

  private static List<Operation> allocation() {
    return List.of(new Malloc(64), new Free());
  }

  @Test
  void anAllocationInASectionIsReportedThoughItDoesNotSleep() {
    // The first one has filled the magazine: those in the sections have no reason to sleep.
    assertThat(violations(new Malloc(64), new Free(), new IrqOff(allocation())))
        .filteredOn(sentence -> sentence.contains("may sleep"))
        .singleElement()
        .asString()
        .startsWith(
            "malloc may sleep, and thread t calls it with interrupts disabled by app:t/irq-off#1: app:t < ");
    assertThat(violations(new Malloc(64), new Free(), new PreemptOff(allocation())))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .contains("malloc may sleep", "preemption disabled by app:t/preempt-off#1"));
    assertThat(violations(new Malloc(64), new Free(), new RcuRead(allocation())))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .contains("malloc may sleep", "preemption disabled by app:t/rcu-read#1"));
  }

  @Test
  void theSameAllocationOutsideIsNot() {
    assertThat(violations(new Malloc(64), new Free(), new IrqOff(List.of()), new Malloc(64)))
        .isEmpty();
  }

  @Test
  void onePlaceIsReportedOnceWithItsNumber() {
    assertThat(
            violations(
                new Malloc(64),
                new Free(),
                new Loop(10, List.of(new IrqOff(List.of(new Malloc(64), new Free()))))))
        .filteredOn(sentence -> sentence.contains("malloc may sleep"))
        .singleElement()
        .asString()
        .endsWith(" (and 9 more)");
  }

  private static AtomicSite site(String name, Rule rule) {
    return new AtomicSite(name, "program", SiteKind.PREEMPT_DISABLE, rule, "as the test claims");
  }

  /** Sections around each other, each of a site with the next of these rules. */
  private static List<String> nested(Rule... rules) {
    InstrumentedKernel.Ended ended =
        new InstrumentedKernel(TestScenario.design("lazy"))
            .thread(
                builder -> {
                  for (int i = 0; i < rules.length; i++) {
                    builder.api().enter(site("site" + i, rules[i]));
                  }
                  for (int i = 0; i < rules.length; i++) {
                    builder.api().exit();
                  }
                })
            .run();
    assertThat(ended.stop()).isEqualTo(new Stop.DebugExit(0, ExitCode.COMPLETED.value()));
    return ended.violations();
  }

  @Test
  void aSiteClassifiedRightIsNotReported() {
    assertThat(nested(Rule.BOTH_ENABLED, Rule.ALREADY_DISABLED)).isEmpty();
    assertThat(nested(Rule.CHECK, Rule.CHECK)).isEmpty();
  }

  @Test
  void aSiteClassifiedWronglyIsReported() {
    assertThat(nested(Rule.BOTH_ENABLED, Rule.BOTH_ENABLED))
        .containsExactly(
            "site1 is classified as Rule 4 (both enabled), but thread t enters it with a section"
                + " open: site0");
    assertThat(nested(Rule.ALREADY_DISABLED))
        .containsExactly(
            "site0 is classified as Rule 3 (already disabled), but thread t enters it with both"
                + " enabled");
    assertThat(nested(Rule.POPULATED_STACK))
        .singleElement()
        .asString()
        .startsWith("site0 is classified as Rule 2 (on a populated stack), but thread t ");
    assertThat(nested(Rule.KERNEL_THREAD))
        .singleElement()
        .asString()
        .startsWith("site0 is classified as Rule 1 (always a kernel thread), but thread t ");
  }
}
