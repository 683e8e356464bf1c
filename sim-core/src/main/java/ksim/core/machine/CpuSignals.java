package ksim.core.machine;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.ResetState;
import ksim.core.exec.RunControl;
import ksim.core.platform.ApicSignals;
import ksim.core.time.Clock;

/** Brings what a local APIC signals to its CPU: wakes it, or makes it look. */
final class CpuSignals implements ApicSignals {
  private final Cpu cpu;
  private final Clock clock;
  private final RunControl control;
  private final Runnable reset;
  private final Runnable windowMoved;

  /**
   * @param cpu the CPU
   * @param clock the time
   * @param control what the CPU obeys
   * @param reset what INIT at the bootstrap processor does, for which there is no firmware
   * @param windowMoved told that the registers are elsewhere in memory
   */
  CpuSignals(Cpu cpu, Clock clock, RunControl control, Runnable reset, Runnable windowMoved) {
    this.cpu = cpu;
    this.clock = clock;
    this.control = control;
    this.reset = reset;
    this.windowMoved = windowMoved;
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
    cpu.interrupts.acceptNonMaskable();
    if (!cpu.interrupts.nmiBlocked) {
      wake();
    }
    control.attend();
  }

  @Override
  public void initialize() {
    if (cpu.id == 0) {
      ResetState.reset(cpu);
      reset.run();
    } else {
      ResetState.waitForStartUp(cpu);
    }
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

  @Override
  public void windowMoved() {
    windowMoved.run();
  }

  /** A halted CPU has slept until now. */
  private void wake() {
    if (cpu.interrupts.halted) {
      cpu.cycles = Math.max(cpu.cycles, clock.cycles());
    }
  }
}
