package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.FaultTimeline;
import ksim.sched.scenario.LockWait;
import ksim.sched.scenario.Measurement;
import ksim.sched.scenario.MemoryUse;
import ksim.sched.scenario.SectionUse;
import ksim.sched.scenario.StackResidency;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackResidency.Run;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackUse;

/** Invented parts of results. */
final class SampleParts {
  private static final long PAGE_BYTES = 4096;

  private SampleParts() {}

  /** Memory that adds up. */
  static MemoryUse memory(long stackBytes) {
    long total = 120L << 20;
    long others = 524_288 + 8_192 + 65_536 + 98_304 + 262_144 + 4_096;
    return new MemoryUse(
        total,
        total - others - stackBytes,
        524_288,
        stackBytes,
        65_536,
        8_192,
        98_304,
        262_144,
        4_096);
  }

  static List<SectionUse> sections() {
    return List.of(
        new SectionUse("idle_halt", "idle", SiteKind.IRQ_DISABLE, Rule.KERNEL_THREAD, 312, 48, 190),
        new SectionUse(
            "interrupt_entry",
            "interrupt_entry",
            SiteKind.IRQ_LOCK,
            Rule.POPULATED_STACK,
            2_345,
            912,
            4_321),
        new SectionUse(
            "mutex_lock", "mutex_lock", SiteKind.PREEMPT_LOCK, Rule.CHECK, 24_068, 4_872, 56_789),
        new SectionUse(
            "runqueue_lock", "wake", SiteKind.IRQ_LOCK, Rule.ALREADY_DISABLED, 12_034, 624, 1_198),
        new SectionUse(
            "waitqueue_wait",
            "waitqueue_wait",
            SiteKind.PREEMPT_DISABLE,
            Rule.BOTH_ENABLED,
            12_034,
            1_536,
            98_765));
  }

  static List<Measurement> measurements(long cycles, OptionalDouble overhead) {
    return List.of(
        new Measurement("malloc-free", 10_000, cycles / 8, overhead),
        new Measurement("never ended", 0, 1_234, OptionalDouble.empty()));
  }

  /** Two stacks from mmap that hold the resident pages, and two from the allocator. */
  static List<StackResidency> residency(StackUse mmap) {
    int resident = (int) (mmap.residentBytes() / mmap.threads() / PAGE_BYTES);
    int pages = (int) (mmap.reservedBytes() / mmap.threads() / PAGE_BYTES);
    List<StackResidency> stacks = new ArrayList<>();
    for (int i = 0; i < mmap.threads(); i++) {
      stacks.add(new StackResidency("writer-" + i, StackSource.MMAP, runs(resident, pages)));
    }
    for (int i = 0; i < 2; i++) {
      List<Run> runs = List.of(new Run(PageState.RESIDENT, 16));
      stacks.add(new StackResidency("helper-" + i, StackSource.MALLOC, runs));
    }
    return stacks;
  }

  private static List<Run> runs(int resident, int pages) {
    List<Run> runs = new ArrayList<>();
    int used = Math.min(2, resident);
    runs.add(new Run(PageState.USED, used));
    if (resident > used) {
      runs.add(new Run(PageState.PROBED, 1));
    }
    if (resident > used + 1) {
      runs.add(new Run(PageState.UNTOUCHED, resident - used - 1));
    }
    if (pages > resident) {
      runs.add(new Run(PageState.ABSENT, pages - resident));
    }
    return runs;
  }

  static FaultTimeline timeline(long cycles, DesignResult.Faults faults) {
    return new FaultTimeline(
        Math.max(1, cycles / 4),
        List.of(0L, faults.stack(), 0L, 0L),
        List.of(faults.other(), 0L, 0L, 0L),
        List.of(131_072L, 139_264L, 147_456L, 163_840L));
  }

  /**
   * A writer of the VMA list that faults on its own stack, and a thread that waits for an event.
   */
  static List<LockWait> waits() {
    return List.of(
        new LockWait(
            "writer-0",
            "for reading",
            List.of("rwlock_read_lock", "vm_fault", "page_fault", "vma_insert", "mmap"),
            "vma_lock",
            "writer-0",
            "for writing",
            List.of("vma_insert", "mmap", "app:map", "thread_main")),
        new LockWait(
            "writer-1", "", List.of("event_wait", "app:map"), "event 'ready'", "", "", List.of()));
  }
}
