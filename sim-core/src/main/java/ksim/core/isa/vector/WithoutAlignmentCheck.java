package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.isa.Op;

/**
 * An instruction that never raises #AC, be RFLAGS.AC set: conversions of half-precision numbers
 * (Intel SDM volume 2, exception type 11).
 *
 * @param op what it does
 */
public record WithoutAlignmentCheck(Op op) implements Op {
  private static final int USER = 3;

  @Override
  public void exec(Cpu cpu) {
    if (!cpu.flags.isSet(Flags.AC) || cpu.cpl() != USER) {
      op.exec(cpu);
      return;
    }
    cpu.mmu.setAlignmentCheckFlag(false);
    try {
      op.exec(cpu);
    } finally {
      cpu.mmu.setAlignmentCheckFlag(true);
    }
  }
}
