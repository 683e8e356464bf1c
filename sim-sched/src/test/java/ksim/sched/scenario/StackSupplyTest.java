package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.kernel.StackSupply;
import ksim.sched.stack.Modifiers;
import ksim.sched.workload.Operation.Compute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks that whoever creates a thread has mapped. */
class StackSupplyTest {
  private static final int PAGES = 64;

  private static DesignResult run(String id, StackSupply supply, boolean startProbe) {
    return new TestScenario(1)
        .thread(
            "t",
            ThreadKind.APPLICATION,
            new StackSpec(StackSource.MMAP, PAGES * 4_096, 4_096, supply),
            List.of(new Compute(10)))
        .run(TestScenario.design(id, new Modifiers(1, 3, startProbe, StackSource.MALLOC)));
  }

  @Test
  void mapStackIsPopulatedTodayAndLazyWithFaultAroundAsMmapStack() {
    DesignResult today = run("populate", StackSupply.CALLER_MAP_STACK, true);
    assertThat(today.mmapStacks().residentBytes()).isEqualTo(PAGES * 4_096);
    assertThat(today.faults().stack()).isZero();
    DesignResult lazy = run("probe-site", StackSupply.CALLER_MAP_STACK, true);
    assertThat(lazy.mmapStacks().residentBytes()).isEqualTo(4 * 4_096);
    assertThat(lazy.faults().stack()).isEqualTo(1);
  }

  /** Nothing says that it is a stack: it is neither populated nor faulted around. */
  @ParameterizedTest
  @ValueSource(strings = {"populate", "probe-site", "lazy"})
  void aPlainMappingIsAnOrdinaryOne(String id) {
    DesignResult touched = run(id, StackSupply.CALLER_PLAIN, true);
    assertThat(touched.outcome().kind()).isEqualTo(OutcomeKind.COMPLETED);
    assertThat(touched.faults().inProbe()).isPositive();
    // The top page, and what a probe looks at from there.
    assertThat(touched.mmapStacks().residentBytes()).isLessThanOrEqualTo(2 * 4_096);
    assertThat(run(id, StackSupply.CALLER_PLAIN, false).outcome().kind())
        .isEqualTo(OutcomeKind.FAULT_IN_ATOMIC_CONTEXT);
  }
}
