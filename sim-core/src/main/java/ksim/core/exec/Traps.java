package ksim.core.exec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.InterruptController;
import ksim.core.cpu.Interrupts;
import ksim.core.fault.ExceptionClass;
import ksim.core.fault.ExceptionDelivery;
import ksim.core.fault.GuestException;
import ksim.core.fault.InterceptedEvent;
import ksim.core.fault.Shutdown;
import ksim.core.fault.UnimplementedException;
import ksim.core.observe.Observer;
import ksim.core.timing.CoreTiming;
import ksim.mmu.MisalignedAccess;
import ksim.mmu.NonCanonicalAddress;
import ksim.mmu.Persistent;
import ksim.mmu.paging.PageFault;

/**
 * Takes a CPU into the handlers of exceptions and interrupts, and stops the run where it cannot.
 */
final class Traps implements Persistent {
  private static final long SINGLE_STEP_STATUS = 1 << 14;

  private final Cpu cpu;
  private final RunControl control;
  private final CoreTiming timing;
  private final Observer observer;
  private boolean interruptsEnabled;

  /** A debug trap is being delivered. */
  private boolean trapping;

  Traps(Cpu cpu, RunControl control, CoreTiming timing, Observer observer) {
    this.cpu = cpu;
    this.control = control;
    this.timing = timing;
    this.observer = observer;
  }

  /** Whether an interrupt would be delivered now, were it not for the interrupt shadow. */
  static boolean interruptDeliverable(Cpu cpu) {
    Interrupts interrupts = cpu.interrupts;
    return interrupts.nonMaskableDue()
        || (cpu.flags.interruptsEnabled()
            && cpu.interruptController.pending() != InterruptController.NONE);
  }

  /** Delivers the interrupts that are due, the most urgent last: its handler runs first. */
  void deliverPending() {
    while (!cpu.interrupts.shadow && !control.stopped() && interruptDeliverable(cpu)) {
      long rip = cpu.rip;
      try {
        int vector =
            cpu.interrupts.nonMaskableDue()
                ? ExceptionDelivery.deliverNonMaskable(cpu)
                : ExceptionDelivery.deliverInterrupt(cpu, cpu.interruptController.acknowledge());
        cpu.cycles += timing.interruptEntryCycles();
        observer.interruptDelivered(cpu, vector, rip);
        noteFlags();
        deliverTrapOfDelivery();
      } catch (Shutdown e) {
        stop(e, rip);
      } catch (UnimplementedException e) {
        stop(e.feature(), rip);
      }
    }
  }

  boolean singleStepping() {
    return cpu.flags.isSet(Flags.TF);
  }

  /** The debug trap after an instruction that began with TF set, or that has hit breakpoints. */
  void deliverDebugTrap() {
    long reasons = cpu.breakpoints.takeHits();
    if (cpu.interrupts.singleStep) {
      reasons |= SINGLE_STEP_STATUS;
    }
    if (reasons != 0) {
      cpu.control.raiseDebugStatus(reasons);
      trapping = true;
      raise(GuestException.debugTrap(), cpu.rip, cpu.rip);
      trapping = false;
    }
  }

  /**
   * Takes what an instruction has thrown.
   *
   * @param thrown a fault of the guest or a reason to stop; anything else is thrown on
   * @param rip address of the instruction
   * @param nextRip address of the one after it
   */
  void raise(RuntimeException thrown, long rip, long nextRip) {
    cpu.rip = rip;
    try {
      switch (thrown) {
        case PageFault fault -> entered(ExceptionDelivery.deliver(cpu, fault, rip), rip);
        case NonCanonicalAddress address ->
            deliver(StackAccess.classify(cpu, address, CodeAt.instruction(cpu, rip), rip), rip);
        case MisalignedAccess _ -> deliver(GuestException.alignmentCheck(), rip);
        case GuestException exception ->
            deliver(exception, exception.exceptionClass() == ExceptionClass.TRAP ? nextRip : rip);
        case BlockAbandoned abandoned -> {}
        case UnimplementedException missing -> stop(missing.feature(), rip);
        case Shutdown shutdown -> stop(shutdown, rip);
        case InterceptedEvent event -> stop(event);
        default -> throw thrown;
      }
    } catch (InterceptedEvent event) {
      stop(event);
    } catch (Shutdown shutdown) {
      stop(shutdown, rip);
    } catch (UnimplementedException missing) {
      stop(missing.feature(), rip);
    }
  }

  private void deliver(GuestException exception, long savedRip) {
    entered(ExceptionDelivery.deliver(cpu, exception, savedRip), savedRip);
  }

  private void entered(int vector, long savedRip) {
    cpu.cycles += timing.exceptionEntryCycles();
    observer.exceptionDelivered(cpu, vector, savedRip, cpu.control.cr2);
    noteFlags();
    deliverTrapOfDelivery();
  }

  /**
   * The debug trap of a delivery whose frame has hit a breakpoint on data: before the first
   * instruction of the handler. If that trap's own frame hits it, the next one follows that
   * instruction, or there would be no end.
   */
  private void deliverTrapOfDelivery() {
    if (!trapping) {
      deliverDebugTrap();
    }
  }

  private void stop(Shutdown shutdown, long rip) {
    cpu.rip = rip;
    control.stop(
        new Stop.TripleFault(
            cpu.id,
            cpu.code().linear(rip),
            shutdown.first(),
            shutdown.firstVector(),
            shutdown.last(),
            shutdown.lastVector()));
  }

  private void stop(InterceptedEvent event) {
    cpu.rip = event.savedRip();
    OptionalInt errorCode =
        event.errorCode() == GuestException.NO_ERROR_CODE
            ? OptionalInt.empty()
            : OptionalInt.of(event.errorCode());
    control.stop(new Stop.Intercepted(cpu.id, cpu.rip, event.vector(), errorCode));
  }

  private void stop(String feature, long rip) {
    cpu.rip = rip;
    control.stop(InstructionText.unimplemented(cpu, rip, feature));
  }

  /** Tells the observer if RFLAGS.IF is not what it was at the last call. */
  void noteFlags() {
    if (cpu.flags.interruptsEnabled() != interruptsEnabled) {
      interruptsEnabled = !interruptsEnabled;
      observer.interruptFlagChanged(cpu, cpu.cycles, interruptsEnabled);
    }
  }

  /** Writes what the observer was last told. */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(interruptsEnabled);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    interruptsEnabled = in.readBoolean();
  }
}
