package ksim.core.exec;

import ksim.core.cpu.Cpu;
import ksim.core.observe.CodeObserver;

/**
 * Calls a probe before or after an instruction.
 *
 * @param probe the probe
 * @param behind it belongs to the instruction before it, which has been executed
 */
record ProbeOp(CodeObserver.Probe probe, boolean behind) implements ObservingOp {
  @Override
  public void exec(Cpu cpu) {
    probe.reached(cpu);
  }
}
