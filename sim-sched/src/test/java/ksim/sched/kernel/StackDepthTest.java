package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.encoding.Label;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Split;
import org.junit.jupiter.api.Test;

/** Holds the stacks of fixed size to the deepest path that runs on them. */
final class StackDepthTest {
  private static final long RETURN_ADDRESS = 8;

  private static KernelBuilder builder() {
    return new KernelBuilder(
        new Split(Modifiers.DEFAULT), KernelParameters.of(2, 64 * KernelRun.MIB));
  }

  /** All that application code calls, and what a section's end and a prologue call. */
  private static List<String> entries(KernelApi api) {
    return List.of(
            api.pipeWrite(),
            api.pipeRead(),
            api.mutexLock(),
            api.mutexUnlock(),
            api.malloc(),
            api.free(),
            api.eventWait(),
            api.eventWake(),
            api.threadYield(),
            api.waitForever(),
            api.tracepoint(),
            api.function("mmap"),
            api.function("munmap"),
            api.function("preempt_schedule"),
            api.function("thread_exit"),
            api.function("__morestack"))
        .stream()
        .map(Label::name)
        .toList();
  }

  @Test
  void theHeadRoomOfSplitStacksCoversTheDeepestPathThroughTheKernel() {
    KernelBuilder builder = builder();
    List<String> entries = entries(builder.api());
    StackDepth depth = new StackDepth(builder.build());
    long deepest =
        entries.stream().mapToLong(name -> RETURN_ADDRESS + depth.of(name)).max().orElseThrow();
    long smallFrame = 256; // such a frame is not subtracted before the comparison
    assertThat(deepest).isEqualTo(RETURN_ADDRESS + depth.of("read"));
    assertThat(deepest + smallFrame).isBetween(3500L, (long) SegmentLayout.HEAD_ROOM);
  }

  @Test
  void theFirstSystemCallFitsBelowWhatInterruptsUse() {
    StackDepth depth = new StackDepth(builder().build());
    assertThat(depth.of("syscall_entry"))
        .isLessThanOrEqualTo(ThreadLayout.FIRST_SYSCALL_STACK_SIZE);
    long frameOfTheCpu = 48;
    for (String entry : List.of("timer_interrupt", "reschedule_interrupt", "flush_interrupt")) {
      assertThat(frameOfTheCpu + depth.of(entry))
          .as(entry)
          .isLessThanOrEqualTo(
              ThreadLayout.INTERRUPT_STACK_SIZE - ThreadLayout.FIRST_SYSCALL_STACK_SIZE);
    }
  }
}
