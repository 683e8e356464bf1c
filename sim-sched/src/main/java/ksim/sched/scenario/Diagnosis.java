package ksim.sched.scenario;

import ksim.sched.kernel.ThreadLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;
import ksim.sched.audit.Probe;
import ksim.sched.audit.Site;
import ksim.sched.kernel.ExitCode;
import ksim.sched.kernel.KernelImage;
import ksim.sched.stack.StackDesign;
import ksim.sched.view.Frame;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;
import ksim.sched.view.ThreadView;

/** Says of a kernel that has stopped itself where it was, why, and what would cure it. */
final class Diagnosis {
  private static final int LONGEST_INSTRUCTION = 15;

  private final KernelImage image;
  private final KernelView view;
  private final GuestMemory memory;
  private final StackDesign design;
  private final LockWaits waits;

  Diagnosis(
      KernelImage image, KernelView view, GuestMemory memory, StackDesign design, LockWaits waits) {
    this.image = image;
    this.view = view;
    this.memory = memory;
    this.design = design;
    this.waits = waits;
  }

  /** The outcome of a run that ended with a CPU writing {@code code} to the debug-exit port. */
  Outcome of(Cpu cpu, ExitCode exit) {
    if (exit == ExitCode.COMPLETED) {
      return new Outcome(OutcomeKind.COMPLETED, "", "", Optional.empty(), List.of());
    }
    PanicRecord panic = PanicRecord.read(image, memory, cpu);
    StackBounds bounds = new StackBounds(image, memory, cpu);
    // In an atomic section the kernel does not look for the mapping: it tells no guard area apart.
    ExitCode code =
        exit == ExitCode.FAULT_IN_ATOMIC_CONTEXT && bounds.inGuard(panic.address())
            ? ExitCode.STACK_OVERFLOW
            : exit;
    ThreadView thread = view.threadAt(cpu, panic.thread());
    List<Frame> chain = view.callChain(cpu, panic.rip(), panic.rsp(), panic.rbp(), thread);
    List<ActiveSite> sites = activeSites(chain);
    FailureSite failure = failure(cpu, code, panic, bounds.at(thread, panic.rsp()), chain, sites);
    Optional<String> probe =
        image.probes().stream()
            .filter(each -> each.address() == panic.rip())
            .map(Probe::site)
            .findFirst();
    if (code == ExitCode.RECURSIVE_LOCK && inFault(cpu, panic.thread())) {
      return deadlock(waits.ofItself(cpu, thread, chain, panic.address()), failure);
    }
    OutcomeKind kind = kind(code);
    return new Outcome(
        kind,
        message(cpu, code, failure, panic, probe.isPresent()),
        kind == OutcomeKind.PANIC
            ? Hints.ofPanic(code, panic.address(), thread)
            : Hints.of(kind, design, sites, panic.address(), probe),
        Optional.of(failure),
        List.of());
  }

  private boolean inFault(Cpu cpu, long thread) {
    return memory.readOrZero(cpu, thread + ThreadLayout.IN_FAULT, 8) != 0;
  }

  private static Outcome deadlock(LockWait wait, FailureSite failure) {
    return new Outcome(
        OutcomeKind.DEADLOCK,
        "thread %s holds %s %s and its own stack fault waits for it %s"
            .formatted(wait.holder(), wait.object(), wait.holderMode(), wait.waiterMode())
            .replaceAll(" +", " ")
            .strip(),
        "pre-fault the stack before the lock is taken, as far down as anything goes under it"
            + " (lock-pages: N of a probing design)",
        Optional.of(failure),
        List.of(wait));
  }

  private FailureSite failure(
      Cpu cpu,
      ExitCode code,
      PanicRecord panic,
      ThreadView thread,
      List<Frame> chain,
      List<ActiveSite> sites) {
    return new FailureSite(
        thread.name(),
        cpu.id,
        sites.isEmpty() ? Optional.empty() : Optional.of(sites.getFirst().site().name()),
        sites.isEmpty() ? Optional.empty() : Optional.of(sites.getLast().site().name()),
        view.functionName(panic.rip()),
        chain.stream().map(frame -> view.functionName(frame.address())).toList(),
        panic.rip(),
        disassemble(cpu, panic.rip()),
        panic.rsp(),
        hasAddress(code) ? OptionalLong.of(panic.address()) : OptionalLong.empty(),
        panic.interruptsEnabled(),
        panic.preemptCounter(),
        thread.stackLow(),
        thread.stackHigh());
  }

  /** The atomic sections that the chain of calls passes through, innermost first. */
  private List<ActiveSite> activeSites(List<Frame> chain) {
    List<ActiveSite> active = new ArrayList<>();
    for (Frame frame : chain) {
      Optional<Site> site = view.siteAt(frame.address());
      site.ifPresent(found -> active.add(new ActiveSite(found, frame.framePointer())));
    }
    return active;
  }

  private String disassemble(Cpu cpu, long rip) {
    byte[] bytes = new byte[LONGEST_INSTRUCTION];
    int available = 0;
    while (available < bytes.length) {
      OptionalLong value = memory.read(cpu, rip + available, 1);
      if (value.isEmpty()) {
        break;
      }
      bytes[available++] = (byte) value.getAsLong();
    }
    return Decoder.decode(bytes, 0, available, CodeMode.BITS_64) instanceof Instruction instruction
        ? Disassembler.attAndT(instruction, rip)
        : "(no instruction)";
  }

  private static OutcomeKind kind(ExitCode code) {
    return switch (code) {
      case COMPLETED -> OutcomeKind.COMPLETED;
      case FAULT_IN_ATOMIC_CONTEXT -> OutcomeKind.FAULT_IN_ATOMIC_CONTEXT;
      case STACK_OVERFLOW -> OutcomeKind.STACK_OVERFLOW;
      case OUT_OF_MEMORY -> OutcomeKind.OUT_OF_MEMORY;
      case RESERVE_EXHAUSTED -> OutcomeKind.RESERVE_EXHAUSTED;
      case STALE_TRANSLATION -> OutcomeKind.STALE_TRANSLATION;
      default -> OutcomeKind.PANIC;
    };
  }

  private static boolean hasAddress(ExitCode code) {
    return switch (code) {
      case FAULT_IN_ATOMIC_CONTEXT,
          STACK_OVERFLOW,
          BAD_ACCESS,
          NESTED_FAULT,
          RESERVE_EXHAUSTED,
          STALE_TRANSLATION ->
          true;
      default -> false;
    };
  }

  private String message(
      Cpu cpu, ExitCode code, FailureSite at, PanicRecord panic, boolean inProbe) {
    return switch (code) {
      case COMPLETED -> "";
      case FAULT_IN_ATOMIC_CONTEXT ->
          "thread %s met a missing stack page in %s%s while %s"
              .formatted(at.thread(), at.function(), inProbe ? " (in a probe)" : "", disabled(at));
      case RESERVE_EXHAUSTED ->
          "thread %s met a missing stack page in %s while %s, and the reserve of CPU %d is empty"
              .formatted(at.thread(), at.function(), disabled(at), at.cpu());
      case STACK_OVERFLOW ->
          "thread %s ran off its stack in %s%s%s: 0x%x is in the guard area"
              .formatted(
                  at.thread(),
                  at.function(),
                  inProbe ? " (in a probe)" : "",
                  isAtomic(at) ? " while " + disabled(at) : "",
                  panic.address());
      case BAD_ACCESS ->
          "thread %s accessed 0x%x in %s, where nothing is mapped for it"
              .formatted(at.thread(), panic.address(), at.function());
      case OUT_OF_MEMORY ->
          "thread %s asked for memory in %s: none is free and nothing is left to reclaim"
              .formatted(at.thread(), at.function());
      case SLEEP_IN_ATOMIC_CONTEXT ->
          "thread %s went to sleep in %s while %s"
              .formatted(at.thread(), at.function(), disabled(at));
      case RECURSIVE_LOCK ->
          "thread %s asked in %s for a lock that it holds".formatted(at.thread(), at.function());
      case NESTED_FAULT ->
          "thread %s faulted at 0x%x inside the page-fault handler, in %s"
              .formatted(at.thread(), panic.address(), at.function());
      case UNEXPECTED_EXCEPTION ->
          "thread %s raised exception %d in %s"
              .formatted(at.thread(), panic.vector(), at.function());
      case NOT_OWNER ->
          "thread %s released in %s a mutex that it does not hold"
              .formatted(at.thread(), at.function());
      case STALE_TRANSLATION -> StaleRead.of(image, memory, cpu, at, panic.address());
      case TABLE_FULL -> "a fixed-size table of the kernel is full, in " + at.function();
    };
  }

  private static boolean isAtomic(FailureSite at) {
    return !at.interruptsEnabled() || at.preemptDepth() > 0;
  }

  private static String disabled(FailureSite at) {
    String preemption = "preemption is disabled (depth %d)".formatted(at.preemptDepth());
    if (at.interruptsEnabled()) {
      return preemption;
    }
    return at.preemptDepth() == 0
        ? "interrupts are disabled"
        : "interrupts are disabled and " + preemption;
  }

  /**
   * An atomic section that was being executed.
   *
   * @param site the section
   * @param framePointer RBP of the function that it stands in
   */
  record ActiveSite(Site site, long framePointer) {}
}
