package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sleeping and time slices, which share the timer of a CPU. */
final class KernelTimeTest {
  private static final long MEMORY = 16 * KernelRun.MIB;
  private static final long SLICE_TICKS = 100_000;

  /** More than the timer's interrupt and the way out of idle take, in instructions. */
  private static final long LATENESS = 1500;

  private final KernelBuilder builder;
  private final TestPrograms programs;

  /** When each thread went to sleep, for how long, and how much later it was made runnable. */
  private final Map<Long, Long> deadlines = new HashMap<>();

  private final List<Long> lateness = new ArrayList<>();

  KernelTimeTest() {
    builder =
        new KernelBuilder(
            StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow(),
            new KernelParameters(4, MEMORY, 0, 1, 1, 1, SLICE_TICKS));
    programs = new TestPrograms(builder);
  }

  private void sleep(long cycles) {
    builder.assembler().mov(RDI, cycles);
    builder.api().call(builder.api().function("thread_sleep"));
  }

  private void spin(long times) {
    Assembler a = builder.assembler();
    Label again = a.fresh("spin");
    a.mov(ECX, times);
    a.bind(again);
    a.dec(ECX);
    a.jcc(Condition.NE, again);
  }

  /** One CPU for each quantum of the machine; sleeps are watched. */
  private KernelRun run(long quantum) {
    KernelRun run = new KernelRun(builder.build(), 4, MEMORY, quantum);
    run.machine()
        .onAddress(
            run.image().address("thread_sleep"),
            cpu -> deadlines.put(cpu.segmentBase[Segments.FS], cpu.cycles + cpu.gpr[Cpu.RDI]));
    run.machine()
        .onAddress(
            run.image().address("thread_wake"),
            cpu -> {
              // Others wake too: thread_sleep's probe may fault and wait for a lock.
              long caller = run.read(cpu.gpr[Cpu.RSP]);
              if (run.image().functionAt(caller).orElseThrow().name().equals("timer_expired")) {
                lateness.add(cpu.cycles - deadlines.getOrDefault(cpu.gpr[Cpu.RDI], 0L));
              }
            });
    return run;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 50, 1000})
  void wakesNeverEarlyAndSoonAfter(long quantum) {
    for (int i = 0; i < 12; i++) {
      long cycles = 1 + 7919L * i * i;
      programs.addApplication(
          "sleeper" + i, programs.loop("sleeper" + i, 5, 64, () -> sleep(cycles)), 64 << 10);
    }
    KernelRun run = run(quantum);
    Stop stop = run.run(1_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    assertThat(lateness).hasSize(60).allSatisfy(late -> assertThat(late).isNotNegative());
    lateness.sort(null);
    assertThat(lateness.get(30)).as("median").isLessThan(LATENESS);
    KernelInvariants.check(run);
  }

  /** Others compute all the time: the timer serves slices and sleepers alike. */
  @Test
  void wakesAmongThreadsThatCompeteForTheCpu() {
    long slice = SLICE_TICKS * Timer.CYCLES_PER_TICK;
    Label busy = programs.call("busy", 64, () -> spin(2_000_000));
    for (int i = 0; i < 8; i++) {
      programs.addApplication("busy" + i, busy, 64 << 10);
    }
    for (int i = 0; i < 4; i++) {
      programs.addApplication(
          "sleeper" + i, programs.loop("sleeper" + i, 4, 64, () -> sleep(slice / 3)), 64 << 10);
    }
    KernelRun run = run(500);
    int[] switches = run.count("context_switch_done");
    Stop stop = run.run(1_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    assertThat(lateness).hasSize(16).allSatisfy(late -> assertThat(late).isBetween(0L, LATENESS));
    assertThat(switches[0]).as("slices ended").isGreaterThan(60);
  }

  @Test
  void sleepsLongerThanTheTimersRange() {
    long sixSeconds = 6_000_000_000L * Timer.CYCLES_PER_TICK;
    programs.addApplication("long", programs.call("long", 64, () -> sleep(sixSeconds)), 64 << 10);
    Stop stop = run(1000).run(30_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).contains(ExitCode.COMPLETED);
    assertThat(lateness).singleElement().satisfies(l -> assertThat(l).isBetween(0L, LATENESS));
  }

  @Test
  void leavesNothingDueBehind() {
    Label program =
        programs.call(
            "stuck",
            64,
            () -> {
              sleep(1000);
              builder.assembler().mov(RDI, builder.api().event(0));
              builder.api().call(builder.api().eventWait());
            });
    for (int i = 0; i < 6; i++) {
      programs.addApplication("stuck" + i, program, 64 << 10);
    }
    assertThat(run(100).run(1_000_000_000L)).isInstanceOf(Stop.Halted.class);
    assertThat(lateness).hasSize(6);
  }

  @Test
  void refusesToSleepInAnAtomicSection() {
    Label program =
        programs.call(
            "atomic",
            64,
            () -> {
              builder.assembler().cli();
              sleep(1000);
            });
    programs.addKernel("atomic", program, 64 << 10, true);
    assertThat(KernelRun.exitCode(run(100).run(1_000_000_000L)))
        .contains(ExitCode.SLEEP_IN_ATOMIC_CONTEXT);
  }

  /** Init on CPU 0 has ended its work; two threads share it, one of which gives up early. */
  @Test
  void startsAWholeSliceForWhoeverIsSwitchedTo() {
    long slice = SLICE_TICKS * Timer.CYCLES_PER_TICK;
    Label polite =
        programs.loop(
            "polite",
            3,
            64,
            () -> {
              spin(slice / 2 * 6 / 10);
              builder.api().call(builder.api().threadYield());
            });
    Label busy = programs.call("busy", 64, () -> spin(slice));
    Label nothing = programs.call("nothing", 64, () -> {});
    // Round robin: init on CPU 0, the reclaimer on 1, then these on 2, 3, 0, 1, 2.
    programs.addApplication("polite", polite, 64 << 10);
    for (int i = 0; i < 3; i++) {
      programs.addApplication("nothing" + i, nothing, 64 << 10);
    }
    programs.addApplication("busy", busy, 64 << 10);
    KernelRun run = run(1000);
    List<Long> turns = new ArrayList<>();
    long[] since = {0};
    run.machine()
        .onAddress(
            run.image().address("context_switch_done"),
            cpu -> {
              if (cpu.id == 2) {
                long index = run.read(cpu.gpr[Cpu.RSI] + ThreadLayout.INDEX);
                if (since[0] != 0 && index == 0) {
                  turns.add(cpu.cycles - since[0]);
                }
                since[0] = index == 4 ? cpu.cycles : 0;
              }
            });
    Stop stop = run.run(1_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    assertThat(turns).hasSize(3); // two whole slices and the rest
    assertThat(turns.subList(0, 2)).allSatisfy(turn -> assertThat(turn).isGreaterThan(slice));
  }

  @Test
  void aTimeSliceMayBeASecond() {
    KernelBuilder patient =
        new KernelBuilder(
            StackDesigns.create("probe-site", Modifiers.DEFAULT).orElseThrow(),
            new KernelParameters(1, MEMORY, 0, 0, 0, 1, 1_000_000_000));
    TestPrograms twice = new TestPrograms(patient);
    for (String name : List.of("first", "second")) {
      twice.addApplication(name, twice.loop(name + "_loop", 3, 64, () -> {}), 1 << 16);
    }

    KernelRun run = new KernelRun(patient.build(), 1, MEMORY, 1000);

    Stop stop = run.run(10_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
  }
}
