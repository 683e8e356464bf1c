package ksim.core.machine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.exec.DebugStops;
import ksim.core.exec.Hooks;
import ksim.core.exec.InterpreterFactory;
import ksim.core.exec.RunControl;
import ksim.core.exec.Stop;
import ksim.core.fault.UnimplementedException;
import ksim.core.observe.AddressHook;
import ksim.core.observe.CodeObserver;
import ksim.core.observe.Observer;
import ksim.core.observe.Observers;
import ksim.core.platform.ApicBus;
import ksim.core.platform.IoPorts;
import ksim.core.platform.KvmClock;
import ksim.core.platform.LocalApic;
import ksim.core.platform.LocalApicWindows;
import ksim.core.processor.CpuIdentity;
import ksim.core.time.EventQueue;
import ksim.core.timing.CoreTiming;
import ksim.core.timing.MachineTiming;
import ksim.core.timing.TimingGaps;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.DeviceAccess;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.PagingFeatures;

/**
 * A whole machine, run in one host thread and the same way each time.
 *
 * <p>Order: the CPU with the smallest local time runs, of several the one with the lowest number,
 * until its local time reaches the next event or the end of its quantum, whichever is first; blocks
 * are not cut, so it may run over by one. An event fires when no CPU that can run is behind it.
 * Halted CPUs take no part; what wakes one sets its local time to its own.
 */
public final class Machine {
  /** Frequency of the core clock, which the time-stamp counter counts, in hertz. */
  public static final long CORE_HERTZ = 3_000_000_000L;

  /** Core cycles per tick of the local APIC timer before its divider: it counts at 1 GHz. */
  public static final long APIC_TIMER_CYCLES = 3;

  /** When every machine is switched on: 2020-01-01 00:00 UTC, in seconds since 1970. */
  public static final long START_SECONDS = 1_577_836_800L;

  private static final int NOBODY = -1;

  private final MachineConfiguration configuration;
  private final PhysicalBus bus;
  private final RunControl control = new RunControl();
  private final Hooks hooks = new Hooks(control);
  private final DebugStops stops = new DebugStops();
  private final CodePages codePages = new CodePages();
  private final BitSet held = new BitSet();
  private final Observers observers = new Observers();
  private final EventQueue events = new EventQueue(this::shortenSlice);
  private final IoPorts ports = new IoPorts();
  private final List<Processor> processors = new ArrayList<>();
  private final List<Cpu> cpus;
  private final SortedMap<String, Persistent> parts = new TreeMap<>();
  private final MachineTiming timing;
  private final ApicBus apicBus;
  private final LocalApicWindows windows;
  private final Power power = new PowerSwitch(control, this::acting);
  private LongSupplier quanta;

  private int running = NOBODY;
  private int sliceOwner = NOBODY;
  private long sliceEndCycles;
  private long eventCycles;

  /**
   * Builds a machine with the small board of {@link SerialBoard}.
   *
   * @param configuration what it is made of
   * @param serialOutput receives each byte, 0 to 255, that the guest sends to its serial port
   */
  public Machine(MachineConfiguration configuration, IntConsumer serialOutput) {
    this(configuration, new SerialBoard(serialOutput));
  }

  /**
   * Builds a machine. Its CPUs start halted in nothing: {@link ksim.core.boot.LongModeStart} gives
   * them a state.
   *
   * @param configuration what it is made of
   * @param board the devices around its CPUs
   */
  public Machine(MachineConfiguration configuration, Board board) {
    this.configuration = configuration;
    this.quanta = configuration::quantumCycles;
    this.timing = new MachineTiming(configuration.timing(), configuration.core());
    PcMemory ram = board.memory(configuration.memoryBytes());
    this.bus = new PhysicalBus(new PhysicalMemory(ram.end()));
    if (ram.highBytes() > 0) {
      bus.leaveHole(PcMemory.HOLE_BASE, PcMemory.HIGH_BASE);
    }
    this.apicBus = new ApicBus(this::nowCycles, events, 0);
    this.windows = new LocalApicWindows(bus, this::runningApic);
    addProcessors();
    cpus = processors.stream().map(Processor::cpu).toList();
    board.connect(
        new Wiring(configuration, ports, bus, events, this::nowCycles, apicBus, power, parts));
  }

  private void addProcessors() {
    int blockLimit = configuration.quantumCycles() == 1 ? 1 : 64;
    InterpreterFactory interpreters =
        new InterpreterFactory(
            codePages, hooks, stops, control, observers, blockLimit, configuration.tiering());
    for (int id = 0; id < configuration.cpus(); id++) {
      LocalApic apic = new LocalApic(id, this::nowCycles, events, APIC_TIMER_CYCLES, apicBus);
      PagingFeatures paging = configuration.cpuModel().pagingFeatures();
      Mmu mmu = new Mmu(bus, codePages, timing.tlb(), paging);
      CpuIdentity identity =
          new CpuIdentity(id, configuration.cpus(), configuration.cpuModel(), configuration.seed());
      Cpu cpu = new Cpu(identity, mmu, ports, apic);
      cpu.guestClock = new KvmClock(bus, codePages, CORE_HERTZ, configuration.startSeconds());
      apic.connect(new CpuSignals(cpu, this::nowCycles, control, power::reset, this::moveWindows));
      windows.add(apic);
      CoreTiming core = timing.createCore(mmu);
      processors.add(new Processor(cpu, apic, core, interpreters.create(cpu, core)));
    }
  }

  /** RAM. */
  public PhysicalMemory memory() {
    return bus.memory();
  }

  /** RAM and devices by physical address. */
  public PhysicalBus bus() {
    return bus;
  }

  /** The CPUs by number. */
  public List<Cpu> cpus() {
    return cpus;
  }

  /** What it is made of. */
  public MachineConfiguration configuration() {
    return configuration;
  }

  /** What the configured timing level charges. */
  public MachineTiming timing() {
    return timing;
  }

  /** What is going to happen. */
  public EventQueue events() {
    return events;
  }

  /** The parts of the board that have a state, by name. */
  public SortedMap<String, Persistent> parts() {
    return Collections.unmodifiableSortedMap(parts);
  }

  /**
   * All that has a state but RAM, by name, in the order in which it is restored: the event queue
   * before those who schedule, a CPU before its MMU, the devices before the bus they move on.
   */
  public SequencedMap<String, Persistent> state() {
    SequencedMap<String, Persistent> state = new LinkedHashMap<>();
    state.put("turn", new Turn());
    state.put("events", events);
    state.put("ports", ports);
    state.put("apic bus", apicBus);
    state.put("timing", timing);
    processors.forEach(processor -> processor.addTo(state));
    parts.forEach((name, part) -> state.put("board: " + name, part));
    state.put("bus", bus);
    return state;
  }

  /** The timing of a CPU. */
  public CoreTiming timing(int cpu) {
    return processors.get(cpu).timing();
  }

  /** What the timing level has counted of a CPU, by name: accesses to caches and their misses. */
  public SortedMap<String, Long> timingFigures(int cpu) {
    return processors.get(cpu).timing().figures();
  }

  /** What the timing level had to guess or to leave out of what all CPUs have executed. */
  public TimingGaps timingGaps() {
    return processors.stream()
        .map(processor -> TimingGaps.of(processor.timing()))
        .reduce(TimingGaps.NONE, TimingGaps::plus);
  }

  /** How often each device was accessed, by name. */
  public SortedMap<String, Long> deviceAccesses() {
    SortedMap<String, Long> counts = new TreeMap<>(ports.deviceAccesses());
    bus.deviceAccesses().forEach((name, count) -> counts.merge(name, count, Long::sum));
    return counts;
  }

  /** Tells someone of every access to a device from now on. */
  public void listenToDevices(DeviceAccess.Listener listener) {
    ports.listen(listener);
    bus.listen(listener);
  }

  /** The CPU that is running; between CPUs the first. */
  public Cpu actingCpu() {
    return cpus.get(acting());
  }

  /** How often each port without a device was accessed. */
  public SortedMap<Integer, Long> unclaimedPortAccesses() {
    return ports.unclaimedAccesses();
  }

  /** Watches everything from now on. */
  public void observe(Observer observer) {
    observers.add(observer);
  }

  /** Calls a hook just before each execution of the instruction at a linear address. */
  public void onAddress(long linear, AddressHook hook) {
    hooks.add(linear, hook);
    processors.forEach(processor -> processor.interpreter().forgetCode());
  }

  /** Watches code from now on. */
  public void observeCode(CodeObserver observer) {
    hooks.add(observer);
    processors.forEach(processor -> processor.interpreter().forgetCode());
  }

  /**
   * Ends the run; called by a hook, just before the instruction it watches.
   *
   * @param reason comes back in {@link Stop.Requested}
   */
  public void requestStop(Cpu cpu, long rip, String reason) {
    control.stop(new Stop.Requested(cpu.id, rip, reason));
  }

  /** The machine as a debugger outside it sees it. */
  public Debugger debugger() {
    return new Debugger(this, processors, stops, codePages, held);
  }

  /**
   * Ends the run, with {@link Stop.EndOfCode}, where code would be fetched from an address: for
   * pieces of code that have an end but no last instruction.
   */
  public void endAt(long linear) {
    control.endAt(linear);
    processors.forEach(processor -> processor.interpreter().forgetCode());
  }

  /**
   * Ends the run, with {@link Stop.Limit}, as soon as a CPU has executed so many instructions since
   * the machine was switched on. A repeated string operation counts as one.
   *
   * @param total number of instructions; {@link Long#MAX_VALUE} for no limit
   */
  public void limitInstructions(long total) {
    control.limitInstructions(total);
  }

  /**
   * Ends the run, with {@link Stop.Intercepted}, before the handler of an exception is entered, as
   * a hypervisor does that intercepts exceptions. INT n other than INT3 and INTO is no exception.
   */
  public void interceptExceptions() {
    cpus.forEach(cpu -> cpu.interrupts.intercepted = true);
  }

  /**
   * An interrupt message from outside arrives at a CPU's local APIC, as one from a device would.
   * Call it from an event.
   *
   * @param cpu number of the CPU
   * @param vector 16 to 255; a local APIC that is software-disabled drops it
   */
  public void interrupt(int cpu, int vector) {
    processors.get(cpu).apic().accept(vector);
  }

  /**
   * Whether nothing will ever happen again by itself: every CPU is halted and no event is due. An
   * event that asks while it fires is itself no longer due.
   */
  public boolean quiescent() {
    return smallestTime() == NOBODY && events.nextCycles() == EventQueue.NEVER;
  }

  /**
   * Takes the length of each quantum from now on from elsewhere than the configuration. It is asked
   * once for each slice, in the order of slices, so that a repeatable source makes a repeatable
   * run.
   *
   * @param cycles gives lengths of at least 1 core cycle
   */
  public void drawQuanta(LongSupplier cycles) {
    quanta = cycles;
  }

  /**
   * The time: of the CPU that is running, between CPUs of the event that is firing. In core cycles.
   */
  public long nowCycles() {
    return running == NOBODY ? eventCycles : processors.get(running).cpu().cycles;
  }

  /** Instructions that all CPUs have executed. */
  public long instructions() {
    return processors.stream().mapToLong(processor -> processor.cpu().instructions).sum();
  }

  /** Regions of code that have been compiled: what the guest cannot see, nor a snapshot. */
  public int compiledRegions() {
    return processors.stream()
        .mapToInt(processor -> processor.interpreter().compiledRegions())
        .sum();
  }

  /** The largest local time of any CPU, in core cycles: how long the machine has been on. */
  public long elapsedCycles() {
    long latest = eventCycles;
    for (Processor processor : processors) {
      latest = Math.max(latest, processor.cpu().cycles);
    }
    return latest;
  }

  /**
   * Runs. A run may follow a {@link Stop.Limit}: in any number of parts it is the same run.
   *
   * @param limitCycles time at which to stop, in core cycles since the machine was switched on
   * @return why it stopped
   */
  public Stop run(long limitCycles) {
    while (!control.stopped()) {
      if (!sliceGoesOn()) {
        int next = smallestTime();
        long time = next == NOBODY ? EventQueue.NEVER : processors.get(next).cpu().cycles;
        long due = events.nextCycles();
        if (Math.min(time, due) >= limitCycles) {
          return next == NOBODY && due == EventQueue.NEVER ? new Stop.Halted() : new Stop.Limit();
        }
        if (due <= time) {
          if (next == NOBODY && asleepForGood(due)) {
            return new Stop.Halted();
          }
          fire(due);
          continue;
        }
        sliceOwner = next;
        sliceEndCycles = Math.min(due, time + quanta.getAsLong());
      }
      if (processors.get(sliceOwner).cpu().cycles >= limitCycles) {
        return new Stop.Limit();
      }
      runSlice(limitCycles);
    }
    return control.takeStop().orElseThrow();
  }

  /**
   * Whether every CPU sleeps with interrupts disabled, or waits for a start-up message, and has
   * done so for a second: timers go on for ever, but only a non-maskable interrupt or INIT would
   * wake one, and a machine that was going to get these would have got them by now.
   */
  private boolean asleepForGood(long dueCycles) {
    for (Cpu cpu : cpus) {
      boolean deaf = cpu.interrupts.waitsForStartUp || (cpu.flags.toRflags() & Flags.IF) == 0;
      if (!deaf || dueCycles - cpu.cycles < CORE_HERTZ) {
        return false;
      }
    }
    return true;
  }

  /** Lets everything happen that is due. What a device cannot do ends the run. */
  private void fire(long timeCycles) {
    eventCycles = timeCycles;
    try {
      events.fireUntil(timeCycles);
    } catch (UnimplementedException missing) {
      Cpu first = cpus.getFirst();
      control.stop(
          new Stop.Unimplemented(
              first.id, first.rip, missing.feature(), "", "(between instructions)"));
    }
  }

  private void runSlice(long limitCycles) {
    running = sliceOwner;
    control.beginSlice(Math.min(sliceEndCycles, limitCycles));
    try {
      processors.get(running).interpreter().runSlice();
    } finally {
      running = NOBODY;
    }
  }

  private boolean sliceGoesOn() {
    if (sliceOwner == NOBODY) {
      return false;
    }
    Processor owner = processors.get(sliceOwner);
    if (held.get(sliceOwner)) {
      return false;
    }
    return owner.interpreter().isInsideBlock()
        || (owner.cpu().cycles < sliceEndCycles && owner.interpreter().runnable());
  }

  /** The CPU that runs next, or {@link #NOBODY} if all are halted. */
  private int smallestTime() {
    int best = NOBODY;
    for (Processor processor : processors) {
      Cpu cpu = processor.cpu();
      if (!held.get(cpu.id)
          && processor.interpreter().runnable()
          && (best == NOBODY || cpu.cycles < processors.get(best).cpu().cycles)) {
        best = cpu.id;
      }
    }
    return best;
  }

  private void shortenSlice(long cycles) {
    sliceEndCycles = Math.min(sliceEndCycles, cycles);
    control.shortenSlice(cycles);
  }

  private void moveWindows() {
    if (windows.update()) {
      cpus.forEach(cpu -> cpu.mmu.forgetDevices());
    }
  }

  private LocalApic runningApic() {
    return processors.get(acting()).apic();
  }

  private int acting() {
    return Math.max(running, 0);
  }

  /** Whose turn it is, and until when. */
  private final class Turn implements Persistent {
    @Override
    public void save(DataOutput out) throws IOException {
      out.writeInt(sliceOwner);
      out.writeLong(sliceEndCycles);
      out.writeLong(eventCycles);
    }

    @Override
    public void restore(DataInput in) throws IOException {
      sliceOwner = in.readInt();
      sliceEndCycles = in.readLong();
      eventCycles = in.readLong();
      if (sliceOwner < NOBODY || sliceOwner >= processors.size()) {
        throw new IOException("no CPU " + sliceOwner);
      }
    }
  }
}
