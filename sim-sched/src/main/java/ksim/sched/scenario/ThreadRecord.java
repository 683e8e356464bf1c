package ksim.sched.scenario;

import ksim.sched.view.ThreadView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import ksim.sched.audit.Site;
import ksim.sched.kernel.MeasuredLoop;

/** What the instruments know of one thread of the guest; changed by them as the thread goes on. */
final class ThreadRecord {
  /** In place of a time: not on a CPU. */
  private static final long OFF = -1;

  private final long address;
  private final String name;
  private final boolean idle;
  private final boolean lazyStack;
  private final long stackLow;
  private final long stackHigh;

  /** What its read counter is outside of all sections. */
  int counterBase;

  /** Open atomic sections, the innermost first. */
  final Deque<OpenSection> open = new ArrayDeque<>();

  /** Lowest address of the stack segment that it runs on; 0 where its stack has no segments. */
  long segmentLow;

  /** Time on a CPU at which each measured loop was entered that is under way. */
  final Map<MeasuredLoop, Long> loops = new HashMap<>();

  /** Whether it runs an interrupt handler, on its interrupt stack. */
  boolean inInterrupt;

  /** Whether it handles a page fault, on its exception stack. */
  boolean inFault;

  /** Whether the handling of that fault has slept. */
  boolean faultSlept;

  /** When that fault was delivered, in core cycles. */
  long faultStartCycles;

  /** Where that fault was raised. */
  long faultRip;

  /** The address of that fault. */
  long faultAddress;

  private long cyclesBefore;
  private long runningSince = OFF;

  /**
   * @param seen what its structure says
   * @param idle whether it is a CPU's idle thread
   * @param lazyStack whether its stack's pages come on demand
   * @param counterBase what its read counter is outside of all sections
   */
  ThreadRecord(ThreadView seen, boolean idle, boolean lazyStack, int counterBase) {
    this.address = seen.address();
    this.name = seen.name();
    this.idle = idle;
    this.lazyStack = lazyStack;
    this.stackLow = seen.stackLow();
    this.stackHigh = seen.stackHigh();
    this.counterBase = counterBase;
  }

  /** Stands for what a CPU runs before its first thread. */
  static ThreadRecord nobody() {
    return new ThreadRecord(new ThreadView("boot", 0, 0, 0, 0), true, false, 0);
  }

  boolean idle() {
    return idle;
  }

  /** Whether {@code rsp} lies on its own stack, and that can fault. */
  boolean runsOnLazyStack(long rsp) {
    return lazyStack
        && Long.compareUnsigned(rsp, stackLow) >= 0
        && Long.compareUnsigned(rsp, stackHigh) <= 0;
  }

  long address() {
    return address;
  }

  String name() {
    return name;
  }

  boolean lazyStack() {
    return lazyStack;
  }

  /** Whether it runs on the stack that it was given, rather than on one for handlers. */
  boolean onOwnStack() {
    return !inInterrupt && !inFault;
  }

  /**
   * An interrupt comes before the instruction at {@code rip}. Where that is the first one behind a
   * section, the section has ended: what waited for interrupts to be enabled comes right there.
   */
  void interrupted(long rip, long cycles) {
    if (!open.isEmpty() && open.getFirst().site.end() == rip) {
      open.getFirst().ended(cycles);
    }
  }

  void switchedIn(long cycles) {
    runningSince = cycles;
  }

  void switchedOut(long cycles) {
    if (runningSince != OFF) {
      cyclesBefore += cycles - runningSince;
      runningSince = OFF;
    }
  }

  void faultBegins(long cycles, long rip, long address) {
    inFault = true;
    faultSlept = false;
    faultStartCycles = cycles;
    faultRip = rip;
    faultAddress = address;
  }

  void faultEnds() {
    inFault = false;
    faultSlept = false;
  }

  /** Whether it is on a CPU. */
  boolean runs() {
    return runningSince != OFF;
  }

  /** When it was switched to, in core cycles; empty of meaning while it does not run. */
  long runningSince() {
    return runningSince;
  }

  /** Core cycles that it has spent on a CPU up to {@code now}. */
  long cpuCycles(long now) {
    return runningSince == OFF ? cyclesBefore : cyclesBefore + now - runningSince;
  }

  /** An atomic section that has been entered and not left. */
  static final class OpenSection {
    final Site site;
    final long entryRsp;
    final long startCycles;
    private final long stackLow;
    long depthBytes;
    private long endCycles = OFF;

    OpenSection(Site site, long entryRsp, long startCycles, long stackLow) {
      this.site = site;
      this.entryRsp = entryRsp;
      this.startCycles = startCycles;
      this.stackLow = stackLow;
    }

    /** It ends now, unless it had before: several interrupts may come at the same place. */
    private void ended(long cycles) {
      endCycles = endCycles(cycles);
    }

    /** When it ended, for a thread that has come to the code behind it at {@code now}. */
    long endCycles(long now) {
      return endCycles == OFF ? now : endCycles;
    }

    /** Whether a stack pointer may lie on the stack that the section was entered on. */
    boolean sameStack(long rsp) {
      return Long.compareUnsigned(rsp, stackLow) >= 0;
    }
  }
}
