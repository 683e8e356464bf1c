package ksim.core.machine;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.ResetState;
import ksim.core.exec.RunControl;
import ksim.core.fault.UnimplementedException;
import ksim.core.platform.ApicSignals;
import ksim.core.time.Clock;

/** Brings what a local APIC signals to its CPU: wakes it, or makes it look. */
final class CpuSignals implements ApicSignals {
  private final Cpu cpu;
  private final Clock clock;
  private final RunControl control;

  CpuSignals(Cpu cpu, Clock clock, RunControl control) {
    this.cpu = cpu;
    this.clock = clock;
    this.control = control;
  }

  @Override
  public void interruptPending() {
    if (cpu.flags.interruptsEnabled()) {
      wake();
    }
    control.attend();
  }

  @Override
  public void nonMaskableInterrupt() {
    cpu.interrupts.nmiPending = true;
    if (!cpu.interrupts.nmiBlocked) {
      wake();
    }
    control.attend();
  }

  @Override
  public void initialize() {
    if (cpu.id == 0) {
      throw new UnimplementedException("an INIT message to the bootstrap processor");
    }
    ResetState.waitForStartUp(cpu);
    control.attend();
  }

  @Override
  public void startUp(int vector) {
    if (cpu.interrupts.waitsForStartUp) {
      wake();
      ResetState.startUp(cpu, vector);
      control.attend();
    }
  }

  /** A halted CPU has slept until now. */
  private void wake() {
    if (cpu.interrupts.halted) {
      cpu.cycles = Math.max(cpu.cycles, clock.cycles());
    }
  }
}
