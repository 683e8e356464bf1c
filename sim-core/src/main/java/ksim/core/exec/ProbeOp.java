package ksim.core.exec;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.observe.CodeObserver;

/**
 * Calls a probe before or after an instruction.
 *
 * @param probe the probe
 */
record ProbeOp(CodeObserver.Probe probe) implements Op {
  @Override
  public void exec(Cpu cpu) {
    probe.reached(cpu);
  }
}
