package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rings through which threads hand pointers to each other. */
final class KernelRingsTest {
  private static final long PAIRS = 3;
  private static final long ROUNDS = 200;

  /**
   * Producers put their numbers, 1 to 3, more often than a ring has slots; consumers add up, in the
   * ring's first unused bytes, what they get: nothing may be lost or come twice.
   */
  @ParameterizedTest
  @CsvSource({"1, 100", "2, 1", "3, 37", "4, 1000"})
  void handOnWhatWasPutAndThatOnce(int cpus, long quantum) {
    long memory = 16 * KernelRun.MIB;
    KernelBuilder builder =
        new KernelBuilder(
            StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow(),
            new KernelParameters(cpus, memory, 0, 1, 0, 0, 1, 100_000, true));
    long ring = builder.api().ring(0);
    long sum = builder.api().mutex(0) + 48; // room behind the mutex
    TestPrograms programs = new TestPrograms(builder);
    for (int i = 1; i <= PAIRS; i++) {
      int number = i;
      Label put =
          programs.loop(
              "put" + i,
              ROUNDS,
              64,
              () -> {
                builder.assembler().mov(RDI, ring);
                builder.assembler().mov(RSI, number);
                builder.api().call(builder.api().ringPut());
              });
      Label take =
          programs.loop(
              "take" + i,
              ROUNDS,
              64,
              () -> {
                builder.assembler().mov(RDI, ring);
                builder.api().call(builder.api().ringGet());
                builder.assembler().lock("add", qwordAt(sum), RAX);
              });
      programs.addApplication("put" + i, put, 64 << 10);
      programs.addApplication("take" + i, take, 64 << 10);
    }
    KernelRun run = new KernelRun(builder.build(), cpus, memory, quantum);
    Stop stop = run.run(200_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    assertThat(run.read(sum)).isEqualTo(ROUNDS * (1 + 2 + 3));
    for (int slot = 0; slot < RingLayout.CAPACITY; slot++) {
      assertThat(run.read(ring + RingLayout.SLOTS + 8L * slot)).isZero();
    }
    KernelInvariants.check(run);
  }

  @Test
  void aRingIsOneOfThoseThatAreThere() {
    KernelBuilder builder =
        new KernelBuilder(
            StackDesigns.create("lazy", Modifiers.DEFAULT).orElseThrow(),
            new KernelParameters(1, 16 * KernelRun.MIB, 0, 0, 0, 0, 2, 100_000, true));
    assertThat(builder.api().ring(1) - builder.api().ring(0)).isEqualTo(RingLayout.SIZE);
    assertThatThrownBy(() -> builder.api().ring(2)).hasMessageContaining("no number 2");
  }
}
