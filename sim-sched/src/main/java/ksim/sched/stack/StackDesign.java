package ksim.sched.stack;

import ksim.core.encoding.Label;
import ksim.sched.audit.AtomicSite;
import ksim.sched.scenario.StackSource;

/**
 * A way of giving threads their stacks, and what it changes in the guest's machine code. The
 * methods are hooks that the model kernel calls while it is being assembled: each appends the
 * instructions that the design wants at that place, or none.
 *
 * <p>Code that a hook appends may use R11 and the flags, which every site leaves free, and nothing
 * else unless the hook says so.
 */
public sealed interface StackDesign
    permits Populate,
        Lazy,
        ProbeBlind,
        ProbeChecked,
        ProbeCounter,
        ProbeSite,
        Thunk,
        Split,
        IstFault {
  /** The design's identifier in scenario files, such as {@code probe-site}. */
  String id();

  /** One line for people: what the design does. */
  String description();

  /** The settings it was made with. */
  Modifiers modifiers();

  /**
   * Identifier and the modifiers that differ from their defaults, such as {@code
   * probe-site(pages=2)}; unique in a scenario.
   */
  default String label() {
    return id() + modifiers().suffix();
  }

  /** Mapping a stack: when its pages become resident. */
  default StackPopulation population() {
    return StackPopulation.ON_DEMAND;
  }

  /** Page fault: how many pages below the faulting one a stack fault populates as well. */
  default int faultAroundPages() {
    return population() == StackPopulation.ON_DEMAND ? modifiers().faultAroundPages() : 0;
  }

  /** Where stacks of kernel threads come from that ask for the allocator. */
  default StackSource kernelStacks() {
    return modifiers().kernelStacks();
  }

  /** Who serves a fault on a stack, and with which page. */
  default StackFaults stackFaults() {
    return StackFaults.BY_HANDLER;
  }

  /** Pages that each CPU keeps for stack faults; 0 where {@link #stackFaults} needs none. */
  default int reservePages() {
    return stackFaults() == StackFaults.FROM_RESERVE ? modifiers().reservePages() : 0;
  }

  /**
   * Creating a thread: appended where its structure is complete, stack included, except for what
   * the design keeps there. {@link GuestCode#newThreadStackIsLazy} and {@link
   * GuestCode#newThreadReadCounter} address its fields; RAX and the flags may be used.
   */
  default void createThread(GuestCode code) {}

  /**
   * Starting a thread: appended in the parent before the child becomes runnable, and executed where
   * the child's stack is populated on demand. RDI holds the address just above it; preemption and
   * interrupts are enabled.
   */
  default void startThread(GuestCode code) {
    if (modifiers().threadStartProbe()) {
      Probes.touchTopPage(code);
    }
  }

  /** Entering an atomic site: appended just before the instruction that disables. */
  default void enterAtomic(GuestCode code, AtomicSite site) {}

  /**
   * Leaving an atomic site: appended just before the instruction that enables, so that nothing can
   * come between the two.
   */
  default void exitAtomic(GuestCode code) {}

  /** Waiting for interrupts in the idle loop: appended just before STI and HLT. */
  default void waitForInterrupts(GuestCode code) {}

  /**
   * Taking a lock that the page-fault handler takes as well (the VMA list's write side, the page
   * allocator's): appended before it is acquired, with preemption and interrupts enabled.
   *
   * @param lock name of the lock, for the record of probes
   * @param reachBytes how far below the stack pointer anything goes while the lock is held, the
   *     probes of one page at the sites in there included
   */
  default void enterFaultLock(GuestCode code, String lock, int reachBytes) {}

  /**
   * Function prologue: appended where a function that runs on an application stack starts, before
   * it pushes RBP. May use R10 as well.
   *
   * @param frameBytes how far below its stack pointer the function itself reaches, in bytes
   */
  default void functionPrologue(GuestCode code, long frameBytes) {}

  /**
   * Whether a thread that runs application code has a resident kernel stack beside its own. It then
   * starts on that one, and an atomic section of a program is a kernel function of its own.
   */
  default boolean kernelStacksForApplications() {
    return false;
  }

  /** Whether application stacks are linked segments from the allocator rather than mappings. */
  default boolean segmentedStacks() {
    return false;
  }

  /** User-to-kernel entry: appended where application code calls a kernel function. */
  default void callKernel(GuestCode code, Label target) {
    code.assembler().call(target);
  }
}
