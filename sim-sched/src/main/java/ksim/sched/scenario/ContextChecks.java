package ksim.sched.scenario;

import ksim.sched.audit.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.sched.audit.Site;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.stack.ProbeCounter;
import ksim.sched.stack.StackDesign;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;

/**
 * Rules about atomic context that a run can break without falling over: functions that may sleep
 * must not be called in a section, whether or not they sleep this time; and the counter of the
 * design {@code probe-counter} must be incremented and decremented in pairs.
 */
final class ContextChecks {
  /** Functions of the kernel that sleep if they must. */
  private static final List<String> MAY_SLEEP =
      List.of(
          "malloc",
          "alloc_page",
          "alloc_pages",
          "free_pages",
          "mmap",
          "munmap",
          "mappings_lock",
          "mutex_lock",
          "rwlock_read_lock",
          "rwlock_write_lock",
          "event_wait",
          "condvar_wait",
          "thread_wait_forever",
          "thread_yield",
          "thread_sleep",
          "thread_spawn",
          "thread_join",
          "scheduler_request");

  private final KernelView view;
  private final GuestMemory memory;
  private final ThreadRegistry threads;
  private final Violations violations;
  private final boolean countersUsed;
  private final boolean kernelStacksLazy;

  /** Calls by functions that may sleep themselves. */
  private final Set<Call> nested = new HashSet<>();

  /** A call in a section, by its return address. */
  private record Call(Site site, long returnAddress) {}

  ContextChecks(
      StackDesign design,
      KernelView view,
      GuestMemory memory,
      ThreadRegistry threads,
      Violations violations) {
    this.view = view;
    this.memory = memory;
    this.threads = threads;
    this.violations = violations;
    this.countersUsed = design instanceof ProbeCounter;
    this.kernelStacksLazy = design.kernelStacks() == StackSource.MMAP;
  }

  /** Watches the functions that may sleep. */
  void attach(Machine machine, KernelImage image) {
    for (String function : MAY_SLEEP) {
      machine.onAddress(image.address(function), cpu -> maySleep(cpu, image, function));
    }
  }

  private void maySleep(Cpu cpu, KernelImage image, String function) {
    ThreadRecord thread = threads.current(cpu);
    if (thread.open.isEmpty() || !thread.onOwnStack()) {
      return;
    }
    Site site = thread.open.getFirst().site;
    String place = "sleep " + function + " " + site.name();
    Call call = new Call(site, memory.readOrZero(cpu, cpu.gpr[Cpu.RSP], 8));
    if (nested.contains(call) || violations.repeated(place)) {
      return;
    }
    List<String> callers = callers(cpu, image.address(function), thread);
    if (callers.stream()
        .takeWhile(name -> !name.equals(site.function()))
        .anyMatch(MAY_SLEEP::contains)) {
      nested.add(call); // reported of its caller
      return;
    }
    violations.add(
        place,
        "%s may sleep, and thread %s calls it with %s disabled by %s: %s"
            .formatted(
                function,
                thread.name(),
                site.kind().disablesInterrupts() ? "interrupts" : "preemption",
                site.name(),
                String.join(" < ", callers)));
  }

  private List<String> callers(Cpu cpu, long function, ThreadRecord thread) {
    return view
        .callChain(
            cpu, function, cpu.gpr[Cpu.RSP], cpu.gpr[Cpu.RBP], view.threadAt(cpu, thread.address()))
        .stream()
        .skip(1)
        .map(frame -> view.functionName(frame.address()))
        .toList();
  }

  /**
   * A thread enters a section: what the site's rule claims must be so. As OSv's option {@code
   * CONF_lazy_stack_invariant} does with assertions, this finds sites that are classified wrongly.
   */
  void rule(Cpu cpu, ThreadRecord thread, Site site) {
    if (thread.idle() || holds(cpu, thread, site.rule())) {
      return;
    }
    String place = "rule " + site.name();
    if (!violations.repeated(place)) {
      violations.add(
          place,
          "%s is classified as Rule %d (%s), but thread %s enters it with %s"
              .formatted(
                  site.name(),
                  site.rule().number(),
                  site.rule().meaning(),
                  thread.name(),
                  context(cpu, thread)));
    }
  }

  private boolean holds(Cpu cpu, ThreadRecord thread, Rule rule) {
    boolean enabled = thread.open.isEmpty() && cpu.flags.interruptsEnabled();
    return switch (rule) {
      case KERNEL_THREAD -> !thread.lazyStack() || kernelStacksLazy;
      case POPULATED_STACK -> !thread.runsOnLazyStack(cpu.gpr[Cpu.RSP]);
      case ALREADY_DISABLED -> !enabled;
      case BOTH_ENABLED -> enabled;
      case CHECK -> true;
    };
  }

  private static String context(Cpu cpu, ThreadRecord thread) {
    if (thread.open.isEmpty()) {
      return cpu.flags.interruptsEnabled() ? "both enabled" : "interrupts disabled";
    }
    return "a section open: " + thread.open.getFirst().site.name();
  }

  /** The counter's value is due to be what the open sections say; {@code place} is where. */
  void counter(Cpu cpu, ThreadRecord thread, String place) {
    if (!countersUsed || !thread.onOwnStack()) {
      return;
    }
    int expected = thread.counterBase + thread.open.size();
    long address = thread.address() + ThreadLayout.READ_COUNTER;
    int found = (int) memory.readOrZero(cpu, address, 4);
    if (found != expected) {
      violations.add(
          "counter " + place,
          "stack_page_read_counter of thread %s is %d at %s, where increments and decrements in"
                  .formatted(thread.name(), found, place)
              + " pairs leave %d: one has no twin".formatted(expected));
    }
  }
}
