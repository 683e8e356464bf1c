package ksim.sched.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ksim.sched.scenario.StackSource;

/**
 * Settings that combine with the stack designs; which of them mean something to which design is
 * said in the table of designs.
 *
 * @param probePages pages that a probe touches at 4096-byte strides, at least 1; {@code pages} in
 *     scenario files
 * @param faultAroundPages pages below the faulting one that a stack fault also populates; {@code
 *     fault-around}
 * @param threadStartProbe whether the parent touches the top page before the thread starts; {@code
 *     thread-start-probe}
 * @param kernelStacks where kernel threads' stacks come from in place of the allocator: {@code
 *     MMAP} maps them lazily as well; {@code kernel-stacks}
 * @param lockPages pages that are probed before a lock is taken which the page-fault handler takes
 *     as well, 0 or more; {@code lock-pages}
 * @param reservePages pages that each CPU keeps for stack faults, at least 1; {@code reserve}
 * @param idleDecrement whether the idle loop decrements the read counter once more than it
 *     increments it, as the work in progress of OSv issue 143 did; {@code idle-decrement}
 */
public record Modifiers(
    int probePages,
    int faultAroundPages,
    boolean threadStartProbe,
    StackSource kernelStacks,
    int lockPages,
    int reservePages,
    boolean idleDecrement) {
  /** Largest reserve of a CPU, in pages. */
  public static final int MAXIMUM_RESERVE_PAGES = 64;

  private static final int STANDARD_LOCK_PAGES = 2;

  /** As Linux's RFC has it for stacks of 16 KiB: all pages of one stack but the first. */
  private static final int STANDARD_RESERVE_PAGES = 3;

  /**
   * One probed page, no fault-around, the top page touched in the parent, kernel stacks from the
   * allocator, two pages probed before locks, three pages in reserve.
   */
  public static final Modifiers DEFAULT = new Modifiers(1, 0, true, StackSource.MALLOC);

  /** The settings of probes and faults; the rest at their defaults. */
  public Modifiers(
      int probePages, int faultAroundPages, boolean threadStartProbe, StackSource kernelStacks) {
    this(
        probePages,
        faultAroundPages,
        threadStartProbe,
        kernelStacks,
        STANDARD_LOCK_PAGES,
        STANDARD_RESERVE_PAGES,
        false);
  }

  /** The same with another number of pages probed before locks. */
  public Modifiers withLockPages(int pages) {
    return new Modifiers(
        probePages,
        faultAroundPages,
        threadStartProbe,
        kernelStacks,
        pages,
        reservePages,
        idleDecrement);
  }

  /**
   * How far to probe before a lock under which the kernel reaches {@code reachBytes} below the
   * stack pointer, its inner sites' probes of one page included: those of more pages reach further
   * by as much, and the setting moves it by whole pages.
   */
  int lockReachBytes(int reachBytes) {
    int pages = lockPages - STANDARD_LOCK_PAGES + probePages - 1;
    return lockPages == 0 ? 0 : Math.max(0, reachBytes + pages * Probes.PAGE);
  }

  /**
   * The settings that differ from their defaults, in the words of scenario files: {@code
   * (pages=2,fault-around=4)}; empty where none does.
   */
  public String suffix() {
    List<String> settings = new ArrayList<>();
    number(settings, "pages", probePages, DEFAULT.probePages);
    number(settings, "fault-around", faultAroundPages, DEFAULT.faultAroundPages);
    onOff(settings, "thread-start-probe", threadStartProbe, DEFAULT.threadStartProbe);
    if (kernelStacks != DEFAULT.kernelStacks) {
      settings.add("kernel-stacks=" + kernelStacks.name().toLowerCase(Locale.ROOT));
    }
    number(settings, "lock-pages", lockPages, DEFAULT.lockPages);
    number(settings, "reserve", reservePages, DEFAULT.reservePages);
    onOff(settings, "idle-decrement", idleDecrement, DEFAULT.idleDecrement);
    return settings.isEmpty() ? "" : "(" + String.join(",", settings) + ")";
  }

  private static void number(List<String> settings, String name, int value, int standard) {
    if (value != standard) {
      settings.add(name + "=" + value);
    }
  }

  private static void onOff(List<String> settings, String name, boolean value, boolean standard) {
    if (value != standard) {
      settings.add(name + "=" + (value ? "on" : "off"));
    }
  }
}
