package ksim.sched.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Touch;
import org.junit.jupiter.api.Test;

class StackNeedTest {
  private static final Operation LEAF = new Compute(1);

  private static long need(Operation... operations) {
    return StackNeed.of(List.of(operations));
  }

  @Test
  void framesOfACallChainAddUpAndTheDeepestCounts() {
    Operation inner = new Call(1000, List.of(LEAF));
    assertThat(need(LEAF)).isEqualTo(16);
    assertThat(need(new Call(500, List.of(LEAF, new IrqOff(List.of(inner))))))
        .isEqualTo(16 + (512 + 16) + (1008 + 16));
    assertThat(need(inner, new Call(2000, List.of(LEAF)), inner)).isEqualTo(16 + 2016);
  }

  @Test
  void eachLevelOfARecursionCounts() {
    assertThat(need(new Recurse(48, 10, List.of(LEAF)))).isEqualTo(16 + 10 * 64);
  }

  @Test
  void whatIsTouchedBelowAFrameCountsAndASystemCallDoesNot() {
    assertThat(need(new Loop(3, List.of(new Touch(5000))))).isEqualTo(16 + 16 + 8192);
    assertThat(need(new Syscall(List.of(new Call(9000, List.of(LEAF)))))).isEqualTo(16);
  }

  @Test
  void anAreaTouchedAtTheBottomOfARecursionIsNoPartOfItsFunction() {
    assertThat(TouchedArea.below(List.of(new Recurse(48, 10, List.of(new Touch(5000)))))).isZero();
    assertThat(TouchedArea.below(List.of(new IrqOff(List.of(new Touch(5000)))))).isEqualTo(8192);
  }
}
