package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * An instruction that reads an MMX register and writes none: it, too, makes the x87 state that of
 * MMX code. The manual does not say what a fault leaves behind. As on Intel processors a store that
 * faults has set TOP already, and MASKMOVQ the tags as well.
 *
 * @param tagsFirst whether a fault finds the tags set
 */
public record EnterMmx(Op operation, boolean tagsFirst) implements Op {
  @Override
  public void exec(Cpu cpu) {
    cpu.x87.top = 0;
    if (tagsFirst) {
      MmxState.enter(cpu.x87);
    }
    operation.exec(cpu);
    MmxState.enter(cpu.x87);
  }
}
