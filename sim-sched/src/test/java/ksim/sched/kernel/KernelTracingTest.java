package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Label;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;

/** Tracepoints with tracing on and off. */
final class KernelTracingTest {
  private static final long ROUNDS = 100;

  private static KernelRun run(boolean tracing) {
    KernelBuilder builder =
        new KernelBuilder(
            StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow(),
            new KernelParameters(1, 16 * KernelRun.MIB, 0, 0, 0, 0, 0, 100_000, tracing));
    TestPrograms programs = new TestPrograms(builder);
    Label traced =
        programs.loop(
            "traced",
            ROUNDS,
            64,
            () -> {
              builder.assembler().mov(RDI, 0x7ace);
              builder.api().call(builder.api().tracepoint());
            });
    programs.addApplication("t", traced, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 1, 16 * KernelRun.MIB, 100);
    assertThat(KernelRun.exitCode(run.run(10_000_000L))).contains(ExitCode.COMPLETED);
    return run;
  }

  private static long trace(KernelRun run, int offset) {
    return run.read(run.image().address("cpus") + offset);
  }

  @Test
  void writesARecordAPassWithATimeStamp() {
    KernelRun run = run(true);
    assertThat(trace(run, CpuLayout.TRACE_COUNT)).isEqualTo(ROUNDS);
    // The 65th record has overwritten the first one, the 100th lies at 35.
    long newest = trace(run, CpuLayout.TRACE + 16 * 35);
    long oldest = trace(run, CpuLayout.TRACE + 16 * 36);
    assertThat(newest).isGreaterThan(oldest);
    assertThat(trace(run, CpuLayout.TRACE + 16 * 35 + 8)).isEqualTo(0x7ace);
  }

  @Test
  void writesNothingWhileTracingIsOff() {
    KernelRun run = run(false);
    assertThat(trace(run, CpuLayout.TRACE_COUNT)).isZero();
    for (int at = 0; at < 16 * CpuLayout.TRACE_CAPACITY; at += 8) {
      assertThat(trace(run, CpuLayout.TRACE + at)).isZero();
    }
    assertThat(run(true).machine().instructions())
        .isGreaterThan(run.machine().instructions() + ROUNDS * 10);
  }
}
