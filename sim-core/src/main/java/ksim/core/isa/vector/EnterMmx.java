package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * An instruction that reads an MMX register and writes none: it, too, makes the x87 state that of
 * MMX code once it has completed.
 */
public record EnterMmx(Op operation) implements Op {
  @Override
  public void exec(Cpu cpu) {
    operation.exec(cpu);
    MmxState.enter(cpu.x87);
  }
}
