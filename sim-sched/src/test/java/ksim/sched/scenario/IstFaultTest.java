package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Touch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reserve of pages from which faults in atomic sections are served. */
class IstFaultTest {
  private static final int PAGE = 4_096;

  private static StackDesign reserve(int pages) {
    return TestScenario.design(
        "ist-fault", new Modifiers(1, 0, true, StackSource.MALLOC, 2, pages, false));
  }

  private static Operation section(boolean interrupts, Operation body) {
    return interrupts ? new IrqOff(List.of(body)) : new PreemptOff(List.of(body));
  }

  private static DesignResult run(int reserve, Operation... body) {
    return new TestScenario(1).thread("t", body).run(reserve(reserve));
  }

  @ParameterizedTest(name = "a reserve of {0}, interrupts off: {1}")
  @CsvSource({"1, true", "1, false", "3, true", "3, false", "8, true", "8, false"})
  void servesAsManyFaultsInASectionAsItHasPages(int reserve, boolean interrupts) {
    Operation most = section(interrupts, new Touch((long) reserve * PAGE));
    DesignResult served = run(reserve, most);
    assertThat(served.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    Operation more = section(interrupts, new Touch((reserve + 1L) * PAGE));
    DesignResult exhausted = run(reserve, more);
    assertThat(exhausted.outcome().kind()).isEqualTo(OutcomeKind.RESERVE_EXHAUSTED);
    assertThat(exhausted.outcome().failure().orElseThrow().site())
        .contains(interrupts ? "app:t/irq-off#1" : "app:t/preempt-off#1");
    assertThat(exhausted.outcome().hint()).contains("reserve: N");
    assertThat(exhausted.memory().closes()).isTrue();
    assertThat(exhausted.faults().stack()).isEqualTo(served.faults().stack() + 1);
  }

  /** Each section needs the page that the one before has used up. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isFilledUpAgainBehindASection(boolean interrupts) {
    Operation section = section(interrupts, new Touch(PAGE));
    DesignResult result =
        run(1, section, new Call(PAGE, List.of(section, new Call(PAGE, List.of(section)))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(result.faults().stack()).isEqualTo(1 + 3);
    assertThat(result.violations()).isEmpty();
  }

  /** Where it may sleep a fault fills up what it has taken. */
  @Test
  void aFaultOutsideOfSectionsLeavesTheReserveFull() {
    DesignResult result =
        run(
            3,
            new Touch(20L * PAGE),
            new Call(20L * PAGE, List.of(section(true, new Touch(3L * PAGE)))));
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
  }

  /** The page that was not there any more is that of the guard area. */
  @ParameterizedTest
  @CsvSource({
    "populate, true",
    "populate, false",
    "ist-fault, true",
    "ist-fault, false",
    "probe-site, true",
    "probe-site, false"
  })
  void theGuardAreaIsToldApartInsideASection(String id, boolean interrupts) {
    StackDesign design =
        TestScenario.design(id, new Modifiers(1, 63, true, StackSource.MALLOC, 2, 64, false));
    DesignResult result =
        new TestScenario(1)
            .thread("t", section(interrupts, new Recurse(1_000, 300, List.of(new Compute(1)))))
            .run(design);
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.STACK_OVERFLOW);
    FailureSite at = result.outcome().failure().orElseThrow();
    assertThat(at.address().orElseThrow()).isBetween(at.stackLow() - PAGE, at.stackLow() - 1);
    assertThat(result.outcome().message())
        .contains("ran off its stack", interrupts ? "interrupts are disabled" : "preemption is");
  }
}
