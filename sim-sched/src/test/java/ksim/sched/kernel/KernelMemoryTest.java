package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.scenario.StackSource;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelMemoryTest {
  private static final long LIMIT = 2_000_000_000L;

  private static StackDesign design(String id) {
    return StackDesigns.create(id, Modifiers.DEFAULT).orElseThrow();
  }

  private static KernelBuilder builder(String id, int cpus, long memory, long pageCache) {
    return new KernelBuilder(
        design(id),
        new KernelParameters(
            cpus, memory, pageCache, 1, 1, 1, KernelParameters.DEFAULT_TIME_SLICE_TICKS));
  }

  private static void expect(KernelRun run, ExitCode code) {
    Stop stop = run.run(LIMIT);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(code);
  }

  /** Allocates objects of 100,000 bytes and keeps them. */
  private static KernelRun hungry(long pageCache, int objects) {
    KernelBuilder builder = builder("probe-site", 2, 8 * KernelRun.MIB, pageCache);
    TestPrograms programs = new TestPrograms(builder);
    Label program =
        programs.loop(
            "hungry",
            objects,
            64,
            () -> {
              builder.assembler().mov(RDI, 100_000);
              builder.api().call(builder.api().malloc());
            });
    programs.addApplication("hungry", program, 64 << 10);
    programs.addApplication("hungry too", program, 64 << 10);
    return new KernelRun(builder.build(), 2, 8 * KernelRun.MIB, 100);
  }

  @Test
  void sleepsForMemoryUntilThePageCacheHasGivenSome() {
    KernelRun run = hungry(700, 15);
    int[] reclaimed = run.count("pages_reclaimed");
    int[] waits = run.count("wait_for_memory");
    expect(run, ExitCode.COMPLETED);
    assertThat(reclaimed[0]).isBetween(4, 22);
    assertThat(waits[0]).isPositive();
    KernelInvariants.check(run);
  }

  @Test
  void runsOutOfMemoryWhereNothingIsLeftToReclaim() {
    expect(hungry(100, 40), ExitCode.OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, 6144, 16384})
  void bootsQuicklyWithMuchMemory(long mebibytes) {
    KernelBuilder builder = builder("lazy", 1, mebibytes << 20, 100_000);
    TestPrograms programs = new TestPrograms(builder);
    programs.addApplication("t", programs.call("empty", 64, () -> {}), 1 << 20);
    KernelRun run = new KernelRun(builder.build(), 1, mebibytes << 20, 1000);
    expect(run, ExitCode.COMPLETED);
    assertThat(run.machine().instructions()).isLessThan(10_000);
    KernelInvariants.check(run);
    long kernelAndCache = 16 * KernelRun.MIB + 100_000L * 4096;
    assertThat(run.global("free_pages") * 4096)
        .isBetween((mebibytes << 20) - kernelAndCache, mebibytes << 20);
  }

  @Test
  void stopsAtTheGuardArea() {
    KernelBuilder builder = builder("probe-site", 1, 16 * KernelRun.MIB, 0);
    TestPrograms programs = new TestPrograms(builder);
    programs.addApplication("deep", programs.call("deep", 16384, () -> {}), 16 << 10);
    KernelRun run = new KernelRun(builder.build(), 1, 16 * KernelRun.MIB, 1000);
    expect(run, ExitCode.STACK_OVERFLOW);
  }

  @Test
  void stopsAtAnAddressThatNothingMaps() {
    KernelBuilder builder = builder("lazy", 1, 16 * KernelRun.MIB, 0);
    Assembler a = builder.assembler();
    TestPrograms programs = new TestPrograms(builder);
    Label wild =
        programs.call(
            "wild",
            64,
            () -> {
              a.mov(RAX, 0x5000_0000_0000L);
              a.mov(byte_(RAX), 1);
            });
    programs.addApplication("wild", wild, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 1, 16 * KernelRun.MIB, 1000);
    expect(run, ExitCode.BAD_ACCESS);
    assertThat(run.read(run.image().address("panic_records") + PanicLayout.ADDRESS))
        .isEqualTo(0x5000_0000_0000L);
  }

  /** Maps, writes, unmaps and writes again: every CPU must have forgotten the page. */
  @Test
  void unmapsOnAllCpus() {
    KernelBuilder builder = builder("lazy", 3, 16 * KernelRun.MIB, 0);
    Assembler a = builder.assembler();
    TestPrograms programs = new TestPrograms(builder);
    Label cycle =
        programs.loop(
            "cycle",
            10,
            64,
            () -> {
              a.mov(RDI, 5 * 4096);
              a.mov(RSI, 4096);
              a.mov(RDX, 0);
              a.call(builder.api().function("mmap"));
              a.mov(qword(RBP, -16), RAX);
              a.mov(byte_(RAX), 1);
              a.mov(byte_(RAX, 3 * 4096), 1);
              a.mov(RDI, RAX);
              a.call(builder.api().function("munmap"));
            });
    for (int i = 0; i < 5; i++) {
      programs.addApplication("cycle" + i, cycle, 64 << 10);
    }
    KernelRun run = new KernelRun(builder.build(), 3, 16 * KernelRun.MIB, 50);
    int[] mapped = run.count("page_mapped");
    int[] unmapped = run.count("page_unmapped");
    int[] flushes = run.count("flush_tlb_all");
    expect(run, ExitCode.COMPLETED);
    assertThat(unmapped[0]).isEqualTo(100);
    assertThat(mapped[0] - unmapped[0]).isLessThan(20); // the stacks' pages
    assertThat(flushes[0]).isEqualTo(50);
    assertThat(run.global("vma_count")).isEqualTo(5);
    KernelInvariants.check(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lazy", "probe-site"})
  void mapsKernelStacksWhereTheDesignSaysSo(String id) {
    StackDesign design =
        StackDesigns.create(id, new Modifiers(1, 0, true, StackSource.MMAP)).orElseThrow();
    KernelBuilder builder = new KernelBuilder(design, KernelParameters.of(2, 16 * KernelRun.MIB));
    TestPrograms programs = new TestPrograms(builder);
    Label program = programs.call("kernel_program", 64, () -> {});
    for (int i = 0; i < 20; i++) {
      programs.addKernel("k" + i, program, 65 << 10, true);
    }
    KernelRun run = new KernelRun(builder.build(), 2, 16 * KernelRun.MIB, 100);
    int[] mapped = run.count("page_mapped");
    expect(run, ExitCode.COMPLETED);
    assertThat(mapped[0]).isBetween(20, 40); // the top page each, and what probes touch
  }
}
