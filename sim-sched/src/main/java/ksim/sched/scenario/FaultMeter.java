package ksim.sched.scenario;

import ksim.core.cpu.Cpu;
import ksim.core.observe.Observer;
import ksim.sched.view.KernelView;

/** Counts page faults and interrupts as the CPUs deliver them, and how faults end. */
final class FaultMeter implements Observer {
  private static final int PAGE_FAULT = 14;

  /** Returns at once, without the common way out of interrupts. */
  private static final int SPURIOUS = 0xff;

  private final KernelView view;
  private final ThreadRegistry threads;
  private final StackMeter stacks;
  private final ProbeMeter probes;
  private final InterruptOffMeter interruptOff;
  private final FaultClock clock;
  private final TraceRecorder trace;
  private long stackFaults;
  private long otherFaults;
  private long probeFaults;
  private long sleptFaults;

  FaultMeter(
      KernelView view,
      ThreadRegistry threads,
      StackMeter stacks,
      ProbeMeter probes,
      InterruptOffMeter interruptOff,
      FaultClock clock,
      TraceRecorder trace) {
    this.view = view;
    this.threads = threads;
    this.stacks = stacks;
    this.probes = probes;
    this.interruptOff = interruptOff;
    this.clock = clock;
    this.trace = trace;
  }

  @Override
  public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
    interruptOff.changed(cpu.id, cycles, enabled);
  }

  @Override
  public void interruptDelivered(Cpu cpu, int vector, long rip) {
    ThreadRecord thread = threads.current(cpu);
    thread.inInterrupt = vector != SPURIOUS;
    thread.interrupted(rip, cpu.cycles);
    if (trace.enabled()) {
      String name = "vector 0x" + Integer.toHexString(vector);
      long now = cpu.cycles;
      trace.add(
          new TraceEvent(
              TraceEvent.Kind.INTERRUPT,
              cpu.id,
              thread.name(),
              name,
              now,
              now,
              "in " + view.functionName(rip)));
    }
  }

  @Override
  public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
    if (vector != PAGE_FAULT) {
      return;
    }
    if (stacks.contains(cr2)) {
      stackFaults++;
      clock.stackFault(cpu.cycles);
    } else {
      otherFaults++;
      clock.otherFault(cpu.cycles);
    }
    ThreadRecord thread = threads.current(cpu);
    thread.faultBegins(cpu.cycles, rip, cr2);
    if (probes.isProbe(rip)) {
      probeFaults++;
      probes.faulted(rip, thread.address(), cpu.cycles);
    }
  }

  /** The handler of a page fault is about to return. */
  void returned(Cpu cpu) {
    ThreadRecord thread = threads.current(cpu);
    probes.faultReturned(thread.address(), cpu.cycles);
    sleptFaults += thread.faultSlept ? 1 : 0;
    if (trace.enabled()) {
      trace.add(
          new TraceEvent(
              TraceEvent.Kind.FAULT,
              cpu.id,
              thread.name(),
              view.functionName(thread.faultRip),
              thread.faultStartCycles,
              cpu.cycles,
              "address 0x%x%s"
                  .formatted(
                      thread.faultAddress, probes.isProbe(thread.faultRip) ? ", in a probe" : "")));
    }
    thread.faultEnds();
  }

  DesignResult.Faults result() {
    return new DesignResult.Faults(stackFaults, otherFaults, probeFaults, sleptFaults);
  }
}
