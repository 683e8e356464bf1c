package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Memory.qwordAt;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.scenario.ScheduleNoise;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.ThreadKind;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs on random machines: whatever the interleaving, locks exclude, memory is nobody's
 * twice, and at the end everything is back where it belongs.
 */
final class KernelStressTest {
  private static final int MUTEXES = 2;
  private static final int PROGRAMS = 3;
  private static final long ROUNDS = 12;
  private static final long MEMORY = 32 * KernelRun.MIB;

  /** Slots below RBP: the loop counter, then pointers from malloc. */
  private static final int FIRST_POINTER = 16;

  private static final int POINTERS = 4;

  private final List<Long> increments = new ArrayList<>(List.of(0L, 0L));
  private final List<Runnable> kernelFunctions = new ArrayList<>();
  private int sites;
  private int child;

  /** The designs under which no program can fail. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "populate",
        "probe-checked",
        "probe-counter",
        "probe-site",
        "thunk",
        "split",
        "ist-fault"
      })
  void keepsItsInvariants(String design) {
    for (long seed = 1; seed <= 12; seed++) {
      run(design, seed, 0);
    }
  }

  /** The same programs, preempted at random instructions. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsItsInvariantsUnderOtherSchedules(long noise) {
    List<String> designs =
        List.of("populate", "probe-checked", "probe-counter", "probe-site", "thunk", "split");
    for (long seed = 1; seed <= 12; seed++) {
      run(designs.get((int) ((seed + noise) % designs.size())), seed, noise);
    }
  }

  private void run(String id, long seed, long noise) {
    increments.replaceAll(count -> 0L);
    SplittableRandom random = new SplittableRandom(seed);
    int cpus = random.nextInt(1, 5);
    StackDesign design =
        StackDesigns.create(
                id,
                new Modifiers(
                    random.nextInt(1, 3),
                    random.nextInt(0, 3),
                    true,
                    Modifiers.DEFAULT.kernelStacks()))
            .orElseThrow();
    long slice = random.nextInt(1000, 5000);
    KernelBuilder builder =
        new KernelBuilder(
            design, new KernelParameters(cpus, MEMORY, 64, MUTEXES, MUTEXES, 1, slice));
    TestPrograms programs = new TestPrograms(builder);
    child = builder.addSpawned(child(builder, programs, random));
    for (int i = 0; i < PROGRAMS; i++) {
      int threads = random.nextInt(1, 5);
      long[] perThread = new long[MUTEXES];
      Label program = program(builder, programs, "program" + i, random, perThread);
      kernelFunctions.forEach(Runnable::run);
      kernelFunctions.clear();
      for (int t = 0; t < threads; t++) {
        programs.addApplication("p" + i + "t" + t, program, 256 << 10);
        for (int m = 0; m < MUTEXES; m++) {
          increments.set(m, increments.get(m) + perThread[m] * ROUNDS);
        }
      }
    }
    KernelRun run = new KernelRun(builder.build(), cpus, MEMORY, random.nextInt(1, 400));
    ScheduleNoise.add(run.machine(), noise);
    Stop stop = run.run(400_000_000L);
    String as = "seed " + seed + " noise " + noise + " " + design.label() + " cpus " + cpus + "\n";
    assertThat(KernelRun.exitCode(stop)).as(as + run.diagnosis(stop)).contains(ExitCode.COMPLETED);
    for (int m = 0; m < MUTEXES; m++) {
      long mutex = run.image().address("mutexes") + (long) m * WaitQueueLayout.OBJECT_SIZE;
      assertThat(run.read(mutex + 48))
          .as(as + "counter of mutex " + m)
          .isEqualTo(increments.get(m));
      assertThat(run.read(mutex + WaitQueueLayout.MUTEX_COUNT)).as(as).isZero();
      assertThat(run.read(mutex + WaitQueueLayout.HEAD)).as(as).isZero();
    }
    KernelInvariants.check(run);
  }

  /**
   * A thread that programs spawn: it increments the first mutex's counter on a stack of its own.
   */
  private static ThreadDescriptor child(
      KernelBuilder builder, TestPrograms programs, SplittableRandom random) {
    int frame = random.nextInt(100, 9000);
    int spins = random.nextInt(1, 500);
    StackSource source = random.nextBoolean() ? StackSource.MMAP : StackSource.MALLOC;
    Label program = programs.call("child", frame, () -> increment(builder, 0, spins));
    return new ThreadDescriptor(
        "child",
        ThreadKind.APPLICATION,
        source,
        64 << 10,
        source == StackSource.MMAP ? 4096 : 0,
        program,
        true);
  }

  private Label program(
      KernelBuilder builder,
      TestPrograms programs,
      String name,
      SplittableRandom random,
      long[] increments) {
    Label deep = programs.call(name + "_deep", random.nextInt(100, 9000), () -> {});
    return programs.loop(
        name,
        ROUNDS,
        FIRST_POINTER + 8 * POINTERS + 16,
        () -> {
          int steps = random.nextInt(2, 8);
          for (int i = 0; i < steps; i++) {
            step(builder, deep, name, random, increments);
          }
          free(builder);
        });
  }

  private void step(
      KernelBuilder builder, Label deep, String name, SplittableRandom random, long[] increments) {
    Assembler a = builder.assembler();
    KernelApi api = builder.api();
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        int mutex = random.nextInt(MUTEXES);
        increments[mutex]++;
        increment(builder, mutex, random.nextInt(1, 1000));
      }
      case 2, 3 -> allocate(builder, random.nextInt(POINTERS), random.nextInt(1, 6000));
      case 4 -> api.call(api.threadYield());
      case 5 -> {
        a.mov(RDI, 7);
        api.call(api.tracepoint());
      }
      case 6 -> a.call(deep);
      case 7 -> {
        // Wakes from inside a section, and takes the wake back outside.
        int event = random.nextInt(MUTEXES);
        SiteKind kind = random.nextBoolean() ? SiteKind.PREEMPT_LOCK : SiteKind.IRQ_LOCK;
        int spins = random.nextInt(1, 2000);
        section(
            builder,
            name,
            kind,
            () -> {
              a.mov(RDI, api.event(event));
              api.call(api.eventWake());
              spin(a, spins);
            });
        a.mov(RDI, api.event(event));
        api.call(api.eventWait());
      }
      case 8 -> {
        increments[0]++;
        call(builder, "thread_spawn", child);
        spin(a, random.nextInt(1, 2000));
        call(builder, "thread_join", child);
      }
      case 9 -> call(builder, "thread_sleep", random.nextInt(1, 9000));
      case 10 -> {
        a.mov(RDI, random.nextInt(1, 5) * 4096L);
        a.mov(RSI, 4096);
        a.mov(RDX, 0);
        api.call(api.function("mmap"));
        a.mov(RDI, RAX);
        a.mov(qword(RDI), RDI);
        api.call(api.function("munmap"));
      }
      default -> {
        int spins = random.nextInt(1, 2000);
        section(builder, name, SiteKind.RCU_READ_LOCK, () -> spin(a, spins));
      }
    }
  }

  /** Here, or in a function of its own where sections are kernel code. */
  private void section(KernelBuilder builder, String name, SiteKind kind, Runnable body) {
    KernelApi api = builder.api();
    if (!api.sectionsRunOnKernelStack()) {
      api.enter(site(name, kind));
      body.run();
      api.exit();
      return;
    }
    Label function = builder.assembler().fresh(name + "_section");
    api.call(function);
    kernelFunctions.add(
        () -> {
          api.beginFunction(function, 64, 0, CodeStack.KERNEL);
          api.enter(site(function.name(), kind));
          body.run();
          api.exit();
          api.endFunction();
        });
  }

  private static void call(KernelBuilder builder, String function, long argument) {
    builder.assembler().mov(RDI, argument);
    builder.api().call(builder.api().function(function));
  }

  private AtomicSite site(String function, SiteKind kind) {
    return new AtomicSite(
        function + "_site" + sites++, function, kind, Rule.BOTH_ENABLED, "application code");
  }

  /** Adds one to a counter behind the mutex, with time to lose it in between. */
  private static void increment(KernelBuilder builder, int mutex, int spins) {
    Assembler a = builder.assembler();
    KernelApi api = builder.api();
    a.mov(RDI, api.mutex(mutex));
    api.call(api.mutexLock());
    a.mov(RAX, qwordAt(api.mutex(mutex) + 48));
    spin(a, spins);
    a.inc(RAX);
    a.mov(qwordAt(api.mutex(mutex) + 48), RAX);
    a.mov(RDI, api.mutex(mutex));
    api.call(api.mutexUnlock());
  }

  private static void spin(Assembler a, int times) {
    Label again = a.fresh("spin");
    a.mov(ECX, times);
    a.bind(again);
    a.dec(ECX);
    a.jcc(Condition.NE, again);
  }

  /** Frees what is in the slot, allocates, and marks the object with the slot's address. */
  private static void allocate(KernelBuilder builder, int slot, int bytes) {
    Assembler a = builder.assembler();
    KernelApi api = builder.api();
    freeSlot(builder, slot);
    a.mov(RDI, Math.max(bytes, 16));
    api.call(api.malloc());
    a.mov(qword(RBP, -(FIRST_POINTER + 8L * slot)), RAX);
    a.lea(RDI, address(RBP, -(FIRST_POINTER + 8L * slot)));
    a.mov(qword(RAX), RDI);
    a.mov(qword(RAX, 8), RDI);
  }

  private static void free(KernelBuilder builder) {
    for (int slot = 0; slot < POINTERS; slot++) {
      freeSlot(builder, slot);
    }
  }

  /** An object that lost its mark belongs to somebody else too: that ends in an exception. */
  private static void freeSlot(KernelBuilder builder, int slot) {
    Assembler a = builder.assembler();
    Label none = a.fresh("none");
    Label wrong = a.fresh("wrong");
    Label right = a.fresh("right");
    long at = -(FIRST_POINTER + 8L * slot);
    a.mov(RDI, qword(RBP, at));
    a.test(RDI, RDI);
    a.jcc(Condition.E, none);
    a.lea(RAX, address(RBP, at));
    a.cmp(RAX, qword(RDI));
    a.jcc(Condition.NE, wrong);
    a.cmp(RAX, qword(RDI, 8));
    a.jcc(Condition.E, right);
    a.bind(wrong);
    a.ud2();
    a.bind(right);
    builder.api().call(builder.api().free());
    a.bind(none);
    a.mov(qword(RBP, at), 0);
  }
}
