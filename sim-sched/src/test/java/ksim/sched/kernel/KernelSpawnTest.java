package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RDI;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelSpawnTest {
  private static final long MEMORY = 16 * KernelRun.MIB;

  private static KernelBuilder builder(String id, int cpus) {
    return new KernelBuilder(
        StackDesigns.create(id, Modifiers.DEFAULT).orElseThrow(),
        KernelParameters.of(cpus, MEMORY));
  }

  private static ThreadDescriptor worker(Label program, StackSource source) {
    long guard = source == StackSource.MMAP ? 4096 : 0;
    return new ThreadDescriptor(
        "worker", ThreadKind.APPLICATION, source, 64 << 10, guard, program, true);
  }

  private static void call(KernelBuilder builder, String function, long argument) {
    Assembler a = builder.assembler();
    a.mov(RDI, argument);
    builder.api().call(builder.api().function(function));
  }

  private static void expectCompleted(KernelRun run) {
    Stop stop = run.run(2_000_000_000L);
    assertThat(KernelRun.exitCode(stop)).as(run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    KernelInvariants.check(run);
  }

  /** A thread that spawns three workers and joins them, so many times. */
  private static KernelRun spawnAndJoin(
      String id, int cpus, long quantum, StackSource source, long rounds) {
    KernelBuilder builder = builder(id, cpus);
    TestPrograms programs = new TestPrograms(builder);
    Label work = programs.call("work", 3000, () -> {});
    int kind = builder.addSpawned(worker(work, source));
    Label main =
        programs.loop(
            "main",
            rounds,
            64,
            () -> {
              for (int i = 0; i < 3; i++) {
                call(builder, "thread_spawn", kind);
              }
              for (int i = 0; i < 3; i++) {
                call(builder, "thread_join", kind);
              }
            });
    programs.addApplication("main", main, 64 << 10);
    return new KernelRun(builder.build(), cpus, MEMORY, quantum);
  }

  private static long freePages(KernelRun run) {
    long pages = run.global("free_pages");
    for (int cpu = 0; cpu < run.machine().cpus().size(); cpu++) {
      long at = run.image().address("cpus") + (long) cpu * CpuLayout.SIZE;
      pages += run.read(at + CpuLayout.POOL_COUNT);
    }
    return pages;
  }

  private static long threads(KernelRun run) {
    long count = 0;
    for (long thread = run.global("all_threads");
        thread != 0;
        thread = run.read(thread + ThreadLayout.ALL_NEXT)) {
      count++;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({
    "populate, 1, 1000, MMAP",
    "populate, 3, 7, MALLOC",
    "probe-site, 1, 100, MMAP",
    "probe-site, 4, 1, MMAP",
    "probe-site, 4, 300, MALLOC",
  })
  void givesEverythingBackThatAJoinedThreadHad(
      String id, int cpus, long quantum, StackSource source) {
    KernelRun few = spawnAndJoin(id, cpus, quantum, source, 4);
    expectCompleted(few);
    KernelRun many = spawnAndJoin(id, cpus, quantum, source, 40);
    int[] released = many.count("stack_released");
    int[] started = many.count("thread_started");
    expectCompleted(many);
    assertThat(released[0]).isEqualTo(120);
    assertThat(started[0]).isBetween(122, 123); // with init and main, perhaps the reclaimer
    assertThat(freePages(many)).isEqualTo(freePages(few));
    assertThat(many.global("vma_count")).isEqualTo(1);
    assertThat(threads(many)).isEqualTo(3); // init, the reclaimer, main
  }

  @Test
  void waitsForSpawnedThreadsThatNobodyJoins() {
    KernelBuilder builder = builder("probe-site", 2);
    TestPrograms programs = new TestPrograms(builder);
    Label work =
        programs.loop("work", 50, 64, () -> builder.api().call(builder.api().threadYield()));
    int kind = builder.addSpawned(worker(work, StackSource.MMAP));
    Label main = programs.loop("main", 5, 64, () -> call(builder, "thread_spawn", kind));
    programs.addApplication("main", main, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 2, MEMORY, 100);
    int[] exited = run.count("thread_exited");
    expectCompleted(run);
    assertThat(exited[0]).isEqualTo(6);
    assertThat(run.global("threads_remaining")).isZero();
  }

  /**
   * Workers that overlap, joined oldest first: each new stack must take an old one's addresses, or
   * page tables would leak.
   */
  @Test
  void usesTheAddressesOfJoinedThreadsAgain() {
    KernelBuilder builder = builder("probe-site", 3);
    TestPrograms programs = new TestPrograms(builder);
    Label work = programs.call("work", 64, () -> {});
    int kind = builder.addSpawned(worker(work, StackSource.MMAP));
    Label rounds =
        programs.loop(
            "rounds",
            200,
            64,
            () -> {
              call(builder, "thread_spawn", kind);
              call(builder, "thread_join", kind);
            });
    Label main =
        programs.call(
            "main",
            64,
            () -> {
              call(builder, "thread_spawn", kind);
              call(builder, "thread_spawn", kind);
              builder.assembler().call(rounds);
              call(builder, "thread_join", kind);
              call(builder, "thread_join", kind);
            });
    programs.addApplication("main", main, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 3, MEMORY, 50);
    long[] highest = {0};
    run.machine()
        .onAddress(
            run.image().address("stack_mapped"),
            cpu -> highest[0] = Math.max(highest[0], cpu.gpr[Cpu.RAX]));
    expectCompleted(run);
    assertThat(highest[0]).isEqualTo(MemoryMap.ANONYMOUS + 3 * (68 << 10) + 4096);
    assertThat(run.global("vma_count")).isOne();
  }

  /** Two kinds in turn: each join takes the oldest thread of its own kind. */
  @Test
  void joinsTheOldestThreadOfTheKind() {
    KernelBuilder builder = builder("populate", 2);
    TestPrograms programs = new TestPrograms(builder);
    Label work = programs.call("work", 64, () -> {});
    int one = builder.addSpawned(worker(work, StackSource.MMAP));
    int other = builder.addSpawned(worker(work, StackSource.MALLOC));
    Label main =
        programs.call(
            "main",
            64,
            () -> {
              call(builder, "thread_spawn", one);
              call(builder, "thread_spawn", other);
              call(builder, "thread_spawn", one);
              call(builder, "thread_join", other);
              call(builder, "thread_join", one);
              call(builder, "thread_spawn", other); // behind the one that is left
              call(builder, "thread_join", one);
              call(builder, "thread_join", one); // there is none left
              call(builder, "thread_join", other);
            });
    programs.addApplication("main", main, 64 << 10);
    KernelRun run = new KernelRun(builder.build(), 2, MEMORY, 100);
    StringBuilder order = new StringBuilder();
    run.machine()
        .onAddress(
            run.image().address("stack_released"),
            cpu -> order.append(run.read(cpu.gpr[Cpu.RBX] + ThreadLayout.ID)).append(' '));
    expectCompleted(run);
    assertThat(order.toString()).isEqualTo("5 4 6 7 "); // 1 to 3: init, the reclaimer, main
  }
}
