package ksim.sched.scenario;

import ksim.sched.view.GuestList;
import java.util.Optional;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.observe.AddressHook;
import ksim.sched.audit.Probe;
import ksim.sched.audit.Site;
import ksim.sched.kernel.KernelFunction;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.MeasuredLoop;
import ksim.sched.kernel.SegmentLayout;
import ksim.sched.kernel.ThreadDescriptor;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.scenario.ThreadRecord.OpenSection;
import ksim.sched.stack.StackDesign;
import ksim.sched.view.GuestMemory;
import ksim.sched.view.KernelView;
import ksim.sched.view.PageTableView;

/**
 * Watches a machine that runs the model kernel: hooks on the kernel's observation points, and the
 * machine's own events, each passed on to the meters that it concerns. Watching changes neither the
 * guest nor its timing.
 *
 * <p>Which registers hold what at an observation point is said where the kernel declares it.
 */
final class Instruments {
  private static final long PAGE_BYTES = 4096;
  private static final long ENTRY_STACK_PAGES = 2;
  private static final long SYSCALL_STACK_PAGES = ThreadLayout.SYSCALL_STACK_SIZE / PAGE_BYTES;

  /** Number of the register in {@link Cpu#gpr}. */
  private static final int R12 = 12;

  /** The site that a new thread's first instructions run in. */
  private static final String THREAD_START = "thread_main";

  private static final String IDLE = "idle_loop";
  private static final String HALT = "wait_for_interrupts";

  private final Machine machine;
  private final KernelImage image;
  private final GuestMemory memory;
  private final KernelView view;
  private final ThreadRegistry threads;
  private final StackMeter stacks = new StackMeter();
  private final Map<Long, LiveStack> liveStacks = new LinkedHashMap<>();
  private final InterruptOffMeter interruptOff;
  private final ProbeMeter probes;
  private final SectionMeter sections = new SectionMeter();
  private final LoopMeter loops = new LoopMeter();
  private final FaultClock clock = new FaultClock();
  private final MemoryLedger ledger;
  private final Violations violations = new Violations();
  private final ContextChecks checks;
  private final TraceRecorder trace;
  private final FaultMeter faults;
  private final ThreadRecord[] running;
  private final boolean segmented;

  Instruments(
      Machine machine,
      KernelImage image,
      GuestMemory memory,
      KernelView view,
      StackDesign design,
      boolean traced) {
    this.machine = machine;
    this.image = image;
    this.memory = memory;
    this.view = view;
    this.segmented = design.segmentedStacks();
    int cpus = machine.cpus().size();
    this.threads = new ThreadRegistry(view, memory, cpus);
    this.running = new ThreadRecord[cpus];
    Arrays.fill(running, ThreadRecord.nobody());
    this.interruptOff = new InterruptOffMeter(cpus);
    this.trace = new TraceRecorder(traced);
    this.ledger = new MemoryLedger(machine, image, memory);
    this.checks = new ContextChecks(design, view, memory, threads, violations);
    this.probes = new ProbeMeter(probeCosts());
    this.faults = new FaultMeter(view, threads, stacks, probes, interruptOff, clock, trace);
    image.probes().forEach(probe -> machine.onAddress(probe.address(), cpu -> probed(cpu, probe)));
    observeThreads();
    observeLoops();
    observeSections();
    checks.attach(machine, image);
    machine.observe(faults);
  }

  private Map<Long, Long> probeCosts() {
    Map<Long, Long> costs = new HashMap<>();
    for (Probe probe : image.probes()) {
      long address = probe.address();
      costs.put(address, machine.timing().quarterCyclesAlone(image.instructionAt(address)));
    }
    return costs;
  }

  private void observe(String symbol, AddressHook hook) {
    machine.onAddress(image.address(symbol), hook);
  }

  /** An observation point that only some designs have. */
  private void observeIfThere(String symbol, AddressHook hook) {
    if (image.symbols().containsKey(symbol)) {
      observe(symbol, hook);
    }
  }

  private void observeThreads() {
    observe("stack_allocated", this::stackAllocated);
    observe("stack_released", this::stackReleased);
    observe("page_mapped", this::pageMapped);
    observeIfThere("reserve_page_mapped", this::pageMapped);
    observeIfThere("kernel_stack_allocated", this::kernelStackAllocated);
    observeIfThere("segment_allocated", cpu -> segment(cpu, cpu.gpr[R12]));
    observeIfThere("segment_freed", cpu -> segment(cpu, -cpu.gpr[Cpu.RSI]));
    observeIfThere("syscall_stack_allocated", cpu -> ledger.entryStackPages(SYSCALL_STACK_PAGES));
    observe("page_unmapped", this::pageUnmapped);
    observe("context_switch_done", this::switched);
    observe("fault_return", faults::returned);
    observe("interrupt_return", cpu -> threads.current(cpu).inInterrupt = false);
  }

  private void observeLoops() {
    for (MeasuredLoop loop : image.measured()) {
      machine.onAddress(loop.begin(), cpu -> loops.entered(threads.current(cpu), loop, cpu.cycles));
      machine.onAddress(loop.end(), cpu -> loops.left(threads.current(cpu), loop, cpu.cycles));
    }
  }

  private void observeSections() {
    for (Site site : image.sites()) {
      if (!site.byGate()) {
        machine.onAddress(site.start(), cpu -> entered(cpu, site));
      }
      machine.onAddress(site.end(), cpu -> left(cpu, site, site.name()));
      if (site.name().equals(IDLE)) {
        observe(HALT, cpu -> left(cpu, site, HALT));
      }
    }
    for (KernelFunction function : image.functions()) {
      machine.onAddress(
          function.start(), cpu -> sections.called(threads.current(cpu), function, cpu));
    }
  }

  private void probed(Cpu cpu, Probe probe) {
    ThreadRecord thread = threads.current(cpu);
    probes.reached(probe.address(), probe.readsOwnStack() && !thread.lazyStack());
    if (trace.enabled()) {
      long now = cpu.cycles;
      trace.add(
          new TraceEvent(TraceEvent.Kind.PROBE, cpu.id, thread.name(), probe.site(), now, now, ""));
    }
  }

  private void entered(Cpu cpu, Site site) {
    ThreadRecord thread = threads.current(cpu);
    checks.rule(cpu, thread, site);
    atSegment(cpu, thread);
    sections.entered(thread, site, cpu);
    checks.counter(cpu, thread, site.name());
  }

  private void atSegment(Cpu cpu, ThreadRecord thread) {
    if (segmented) {
      thread.segmentLow = field(cpu, thread.address(), ThreadLayout.SEGMENT);
    }
  }

  private void left(Cpu cpu, Site site, String place) {
    ThreadRecord thread = threads.current(cpu);
    for (OpenSection section : sections.left(thread, site, cpu)) {
      checks.counter(cpu, thread, place);
      if (trace.enabled()) {
        trace.add(
            new TraceEvent(
                TraceEvent.Kind.SECTION,
                cpu.id,
                thread.name(),
                site.name(),
                section.startCycles,
                section.endCycles(cpu.cycles),
                section.depthBytes + " bytes deep"));
      }
    }
  }

  /** RSI holds the thread that runs from here on. */
  private void switched(Cpu cpu) {
    ThreadRecord from = running[cpu.id];
    ThreadRecord to = threads.at(cpu, cpu.gpr[Cpu.RSI]);
    probes.switched(from.address(), to.address(), cpu.cycles);
    if (from.inFault && state(cpu, from) == ThreadLayout.STATE_WAITING) {
      from.faultSlept = true;
    }
    ran(cpu.id, from, cpu.cycles);
    from.switchedOut(cpu.cycles);
    to.switchedIn(cpu.cycles);
    running[cpu.id] = to;
  }

  private long state(Cpu cpu, ThreadRecord thread) {
    return memory.readOrZero(cpu, thread.address() + ThreadLayout.STATE, 8);
  }

  private void ran(int cpu, ThreadRecord thread, long now) {
    if (trace.enabled() && thread.runs()) {
      trace.add(
          new TraceEvent(
              TraceEvent.Kind.RUNNING,
              cpu,
              thread.name(),
              thread.name(),
              thread.runningSince(),
              now,
              ""));
    }
  }

  private void pageMapped(Cpu cpu) {
    stacks.pageMapped(cpu.gpr[Cpu.RBX]);
    clock.resident(cpu.cycles, stacks.use().residentBytes());
  }

  private void pageUnmapped(Cpu cpu) {
    stacks.pageUnmapped(cpu.gpr[Cpu.RBX]);
    clock.resident(cpu.cycles, stacks.use().residentBytes());
  }

  /** RBX holds the thread. */
  private void kernelStackAllocated(Cpu cpu) {
    long low = memory.readOrZero(cpu, cpu.gpr[Cpu.RBX] + ThreadLayout.KERNEL_STACK_LOW, 8);
    stacks.allocatedBeside(low, low + ThreadLayout.KERNEL_STACK_SIZE, StackSource.MMAP);
    clock.resident(cpu.cycles, stacks.use().residentBytes());
  }

  /** Segments are booked where the scenario wants the stack from; their frames are allocated. */
  private void segment(Cpu cpu, long pages) {
    descriptor(cpu, threads.current(cpu).address())
        .ifPresent(asked -> stacks.segment(asked.source(), pages * PAGE_BYTES));
    ledger.mallocStackPages(pages);
    clock.resident(cpu.cycles, stacks.use().residentBytes());
  }

  /** What is reserved is what the scenario asks for, so that designs can be compared. */
  private void firstSegmentAllocated(Cpu cpu, long thread) {
    long bytes = (long) SegmentLayout.DEFAULT_PAGES * PAGE_BYTES;
    descriptor(cpu, thread)
        .ifPresent(asked -> stacks.allocated(asked.source(), askedBytes(asked), bytes));
    ledger.mallocStackPages(SegmentLayout.DEFAULT_PAGES);
  }

  /** RBX holds the thread. */
  private void stackAllocated(Cpu cpu) {
    long thread = cpu.gpr[Cpu.RBX];
    long kind = field(cpu, thread, ThreadLayout.STACK_SOURCE);
    String name = view.threadAt(cpu, thread).name();
    ledger.entryStackPages(ENTRY_STACK_PAGES);
    if (kind == ThreadLayout.STACK_SEGMENTS) {
      firstSegmentAllocated(cpu, thread);
      long low = field(cpu, thread, ThreadLayout.STACK_LOW);
      liveStacks.put(
          thread,
          new LiveStack(
              name, StackSource.MALLOC, low, field(cpu, thread, ThreadLayout.STACK_HIGH)));
    } else if (kind == ThreadLayout.STACK_MALLOC) {
      long base = field(cpu, thread, ThreadLayout.STACK_BASE);
      long pages = field(cpu, thread, ThreadLayout.STACK_PAGES);
      long bytes = pages * PAGE_BYTES;
      stacks.allocated(base, base + bytes, StackSource.MALLOC, bytes);
      ledger.mallocStackPages(pages);
      liveStacks.put(thread, new LiveStack(name, StackSource.MALLOC, base, base + bytes));
    } else {
      long low = field(cpu, thread, ThreadLayout.STACK_LOW);
      long high = field(cpu, thread, ThreadLayout.STACK_HIGH);
      stacks.allocated(low, high, StackSource.MMAP, residentBytes(cpu, low, high));
      liveStacks.put(thread, new LiveStack(name, StackSource.MMAP, low, high));
    }
    clock.resident(cpu.cycles, stacks.use().residentBytes());
    ThreadRecord record = threads.at(cpu, thread);
    atSegment(cpu, record);
    image.sites().stream()
        .filter(site -> site.name().equals(THREAD_START))
        .forEach(
            site ->
                sections.born(
                    record, site, field(cpu, thread, ThreadLayout.STACK_HIGH), cpu.cycles));
  }

  /** RBX holds the thread, whose memory goes back to the allocator from here on. */
  private void stackReleased(Cpu cpu) {
    long thread = cpu.gpr[Cpu.RBX];
    long kind = field(cpu, thread, ThreadLayout.STACK_SOURCE);
    if (kind == ThreadLayout.STACK_SEGMENTS) {
      segmentsReleased(cpu, thread);
    } else if (kind == ThreadLayout.STACK_MALLOC) {
      stacks.released(field(cpu, thread, ThreadLayout.STACK_BASE));
      ledger.mallocStackPages(-field(cpu, thread, ThreadLayout.STACK_PAGES));
    } else {
      stacks.released(field(cpu, thread, ThreadLayout.STACK_LOW));
    }
    stacks.released(field(cpu, thread, ThreadLayout.KERNEL_STACK_LOW));
    boolean systemCalls = field(cpu, thread, ThreadLayout.SYSCALL_STACK_BASE) != 0;
    ledger.entryStackPages(-ENTRY_STACK_PAGES - (systemCalls ? SYSCALL_STACK_PAGES : 0));
    liveStacks.remove(thread);
    threads.forget(thread);
    clock.resident(cpu.cycles, stacks.use().residentBytes());
  }

  private void segmentsReleased(Cpu cpu, long thread) {
    long first = field(cpu, thread, ThreadLayout.STACK_BASE);
    long pages =
        GuestList.addresses(memory, cpu, first, SegmentLayout.NEXT).stream()
            .mapToLong(segment -> memory.readOrZero(cpu, segment + SegmentLayout.PAGES, 8))
            .sum();
    descriptor(cpu, thread)
        .ifPresent(asked -> stacks.released(asked.source(), askedBytes(asked), pages * PAGE_BYTES));
    ledger.mallocStackPages(-pages);
  }

  /** What a thread was made from; empty where the guest has overwritten what says so. */
  private Optional<ThreadDescriptor> descriptor(Cpu cpu, long thread) {
    long index = field(cpu, thread, ThreadLayout.INDEX);
    return index >= 0 && index < image.threads().size()
        ? Optional.of(image.threads().get((int) index))
        : Optional.empty();
  }

  private static long askedBytes(ThreadDescriptor descriptor) {
    return (descriptor.stackBytes() + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }

  private long field(Cpu cpu, long thread, int offset) {
    return memory.readOrZero(cpu, thread + offset, 8);
  }

  private static long residentBytes(Cpu cpu, long low, long high) {
    long bytes = 0;
    for (long page = low; page < high; page += PAGE_BYTES) {
      if (cpu.mmu.peek(page).isPresent()) {
        bytes += PAGE_BYTES;
      }
    }
    return bytes;
  }

  StackMeter stacks() {
    return stacks;
  }

  DesignResult.Faults faults() {
    return faults.result();
  }

  DesignResult.Probes probes() {
    return probes.result();
  }

  long interruptOffCyclesMax() {
    return interruptOff.maxCycles();
  }

  List<SectionUse> sections() {
    sections.end(threads.all());
    return sections.result();
  }

  List<Measurement> measurements() {
    return loops.result(image.measured());
  }

  FaultTimeline timeline() {
    return clock.result(machine.elapsedCycles());
  }

  /** What the page tables say of each stack that there is now. */
  List<StackResidency> residency() {
    return new ResidencyReader(new PageTableView(machine.memory()))
        .read(machine.cpus().getFirst(), List.copyOf(liveStacks.values()));
  }

  /** Where all frames are; what does not agree becomes a violation. */
  MemoryUse memoryUse() {
    Cpu cpu = machine.cpus().getFirst();
    MemoryUse use = ledger.result(cpu, stacks.mappedBytes());
    ledger.check(cpu, use, violations);
    return use;
  }

  /** The events, those included that were under way at the end. */
  Trace trace() {
    for (int cpu = 0; cpu < running.length; cpu++) {
      ran(cpu, running[cpu], machine.cpus().get(cpu).cycles);
    }
    return trace.result();
  }

  List<String> violations() {
    return violations.sentences();
  }
}
