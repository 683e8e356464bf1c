package ksim.sched.scenario;

import ksim.sched.stack.ProbeCounter;
import ksim.sched.stack.ProbeChecked;
import ksim.sched.stack.IstFault;
import java.util.List;
import java.util.Optional;
import ksim.sched.audit.Rule;
import ksim.sched.audit.Site;
import ksim.sched.kernel.ExitCode;
import ksim.sched.scenario.Diagnosis.ActiveSite;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeBlind;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.Split;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.Thunk;
import ksim.sched.view.ThreadView;

/** Which design, modifier or rule cures a failure. */
final class Hints {
  private static final long PAGE_BYTES = 4096;

  /** The kernel's site for the first instructions of a thread. */
  private static final String THREAD_START = "thread_main";

  private Hints() {}

  /**
   * A sentence of advice.
   *
   * @param kind how the run ended
   * @param design the design that it ran under
   * @param sites the atomic sections around the failure, innermost first
   * @param address the address that faulted
   * @param probe the site whose probe raised the fault, if one did
   */
  static String of(
      OutcomeKind kind,
      StackDesign design,
      List<ActiveSite> sites,
      long address,
      Optional<String> probe) {
    return switch (kind) {
      case FAULT_IN_ATOMIC_CONTEXT -> faultInAtomicContext(design, sites, address, probe);
      case STACK_OVERFLOW -> overflow(design, sites, probe);
      case RESERVE_EXHAUSTED ->
          "this section, with those since the reserve was last filled, takes more new stack pages than"
              + " a CPU keeps: a larger reserve (reserve: N), or touch the pages before the section";
      case OUT_OF_MEMORY ->
          design instanceof Populate
              ? "populated stacks may hold much of it untouched: compare with probe-site"
              : "give the machine more memory, or look for blocks that are never freed";
      case STALE_TRANSLATION ->
          "allocate objects that other CPUs' schedulers read on the heap (where: heap), as OSv does"
              + " since issue 790: a lazy flush leaves the scheduler old translations of mappings";
      default -> "";
    };
  }

  /**
   * A sentence of advice on a panic, empty where there is none.
   *
   * @param address the address that faulted, if one did
   * @param thread the thread that ran
   */
  static String ofPanic(ExitCode code, long address, ThreadView thread) {
    if (code == ExitCode.SLEEP_IN_ATOMIC_CONTEXT) {
      return "call what may sleep before the section or after it";
    }
    return code == ExitCode.BAD_ACCESS && isJustBelow(thread.stackLow(), address)
        ? "the thread has run off its stack: a guard area (guard: 4KiB) would tell so; make the stack larger"
        : "";
  }

  private static boolean isJustBelow(long stackLow, long address) {
    return Long.compareUnsigned(stackLow - 1 - address, PAGE_BYTES) < 0;
  }

  private static String overflow(
      StackDesign design, List<ActiveSite> sites, Optional<String> probe) {
    if (probe.isPresent()) {
      return "a probe reaches below the stack pointer: make the stack larger by as much";
    }
    return design instanceof Thunk && !sites.isEmpty()
        ? "sections run on the kernel stack, whose size the scenario does not choose: go less deep in "
            + sites.getLast().site().name()
        : "give the thread a larger stack, or find the deep call chain";
  }

  private static String faultInAtomicContext(
      StackDesign design, List<ActiveSite> sites, long address, Optional<String> probe) {
    if (sites.isEmpty() || sites.getLast().site().name().equals(THREAD_START)) {
      return "a new thread starts with preemption disabled: touch its top page in the parent"
          + " (thread-start-probe: on)";
    }
    Site outer = sites.getLast().site();
    return switch (design) {
      case Populate populate -> "";
      case Lazy lazy ->
          "pre-fault the stack before %s (%s in %s), as probe-site does"
              .formatted(outer.name(), outer.kind().id(), outer.function());
      case ProbeBlind blind when probe.isPresent() ->
          "%s is entered with interrupts or preemption already disabled by %s, so it must not probe"
                  .formatted(probe.get(), outer.name())
              + " (Rule 3, or Rule 5 where that is not always so): probe-site";
      case ProbeBlind blind -> deeperProbe(sites, address);
      case ProbeChecked checked -> deeperProbe(sites, address);
      case ProbeCounter counter -> deeperProbe(sites, address);
      case IstFault ist -> "";
      case Thunk thunk ->
          "%s touches the application's memory: copy it to the kernel's before interrupts or preemption are disabled"
              .formatted(outer.name());
      case Split split ->
          "%s touches memory that is mapped on demand: stack segments are resident"
              .formatted(outer.name());
      case ProbeSite site ->
          outer.rule() == Rule.BOTH_ENABLED || outer.rule() == Rule.CHECK
              ? deeperProbe(sites, address)
              : "%s is classified as Rule %d (%s), but met a missing page: classify it anew"
                  .formatted(outer.name(), outer.rule().number(), outer.rule().meaning());
    };
  }

  private static String deeperProbe(List<ActiveSite> sites, long address) {
    ActiveSite outer = sites.getLast();
    long reach = outer.framePointer() - address;
    long pages = Math.max(2, (reach + PAGE_BYTES - 1) / PAGE_BYTES);
    return "code under %s reaches %d bytes below its frame: probe more pages (pages: %d) or let faults populate more (fault-around)"
        .formatted(outer.site().name(), reach, pages);
  }
}
