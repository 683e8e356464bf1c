package ksim.sched.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import org.junit.jupiter.api.Test;

class FrameLayoutTest {
  @Test
  void nestedLoopsNeedACounterEach() {
    Operation nested = new Loop(2, List.of(new IrqOff(List.of(new Loop(3, List.of())))));
    assertThat(FrameLayout.of(List.of(nested, new Loop(5, List.of()))).loopDepth()).isEqualTo(2);
  }

  @Test
  void theLargestTransferMakesTheBuffer() {
    List<Operation> body = List.of(new PipeWrite(64), new Loop(2, List.of(new PipeRead(100))));
    FrameLayout layout = FrameLayout.of(body);
    assertThat(layout.bufferBytes()).isEqualTo(100);
    assertThat(layout.frameBytes(0)).isEqualTo(112);
    assertThat(layout.frameBytes(513)).isEqualTo(528);
  }

  @Test
  void calledFunctionsHaveFramesOfTheirOwn() {
    Operation call = new Call(64, List.of(new Loop(2, List.of(new PipeWrite(4096)))));
    assertThat(FrameLayout.of(List.of(call, new Compute(1)))).isEqualTo(new FrameLayout(0, 0));
  }
}
