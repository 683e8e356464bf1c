package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flushes that wait until an application thread runs: few interrupts, none lost. */
final class KernelTlbTest {
  private static final long MEMORY = 16 * KernelRun.MIB;
  private static final int CPUS = 4;

  private final KernelBuilder builder =
      new KernelBuilder(
          StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow(),
          new KernelParameters(CPUS, MEMORY, 0, 1, 2, 1, 20_000));
  private final TestPrograms programs = new TestPrograms(builder);

  private void map() {
    Assembler a = builder.assembler();
    a.mov(RDI, 4096);
    a.mov(RSI, 0);
    a.mov(RDX, 0);
    builder.api().call(builder.api().function("mmap"));
    a.mov(qword(RBP, -16), RAX);
    a.mov(RCX, qword(RBP, -8));
    a.mov(qword(RAX), RCX); // the loop's counter: another value each time
  }

  private void unmap() {
    builder.assembler().mov(RDI, qword(RBP, -16));
    builder.api().call(builder.api().function("munmap"));
  }

  private Label cycle() {
    return programs.loop(
        "cycle",
        10,
        64,
        () -> {
          map();
          unmap();
        });
  }

  private void complete(KernelRun run) {
    Stop stop = run.run(1_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    KernelInvariants.check(run);
  }

  private static long pending(KernelRun run, int cpu) {
    long at = run.image().address("cpus") + (long) cpu * CpuLayout.SIZE;
    return run.read(at + CpuLayout.APPLICATION) >>> 32;
  }

  @Test
  void leavesCpusAloneThatRunNoApplicationThread() {
    programs.addApplication("cycle", cycle(), 64 << 10); // on CPU 2
    KernelRun run = new KernelRun(builder.build(), CPUS, MEMORY, 100);
    int[] flushes = run.count("flush_interrupt");
    complete(run);
    assertThat(flushes[0]).isLessThan(10); // init may still be on its way
    assertThat(pending(run, 1)).isOne();
    assertThat(pending(run, 2)).isZero();
    assertThat(pending(run, 3)).isOne();
  }

  @Test
  void interruptsCpusThatRunApplicationThreads() {
    Label busy =
        programs.call(
            "busy",
            64,
            () -> {
              Assembler a = builder.assembler();
              Label again = a.fresh("again");
              a.mov(ECX, 100_000);
              a.bind(again);
              a.dec(ECX);
              a.jcc(Condition.NE, again);
            });
    programs.addApplication("busy2", busy, 64 << 10);
    programs.addApplication("cycle", cycle(), 64 << 10);
    programs.addApplication("busy0", busy, 64 << 10);
    programs.addApplication("busy1", busy, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), CPUS, MEMORY, 100);
    int[] flushes = run.count("flush_interrupt");
    complete(run);
    assertThat(flushes[0]).isBetween(20, 30);
  }

  /**
   * One thread maps a page, writes into it and shows it to another one, on another CPU, which
   * sleeps in between: its CPU is idle when the page is unmapped, and must not remember it when the
   * next one stands at the same address. The quantum varies the interleaving.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13, 50, 97, 400})
  void losesNoFlush(long quantum) {
    Assembler a = builder.assembler();
    KernelApi api = builder.api();
    long shared = api.mutex(0) + 48;
    Label writer =
        programs.loop(
            "writer",
            40,
            64,
            () -> {
              map();
              a.mov(qwordAt(shared), RAX);
              event(api.eventWake(), 0);
              event(api.eventWait(), 1);
              unmap();
              a.mov(RDI, 1024);
              api.call(api.malloc()); // so that the next page is another one
            });
    Label reader =
        programs.loop(
            "reader",
            40,
            64,
            () -> {
              Label fresh = a.fresh("fresh");
              event(api.eventWait(), 0);
              a.mov(RAX, qwordAt(shared));
              a.mov(RCX, qword(RBP, -8));
              a.cmp(RCX, qword(RAX));
              a.jcc(Condition.E, fresh);
              a.ud2();
              a.bind(fresh);
              event(api.eventWake(), 1);
            });
    programs.addApplication("writer", writer, 64 << 10);
    programs.addApplication("reader", reader, 64 << 10);
    complete(new KernelRun(builder.build(), CPUS, MEMORY, quantum));
  }

  private void event(Label function, int number) {
    builder.assembler().mov(RDI, builder.api().event(number));
    builder.api().call(function);
  }
}
