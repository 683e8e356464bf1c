package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.X87Registers;
import ksim.core.softfloat.Comparison;

/** Where a comparison puts its result. */
public enum Verdict {
  /** C3, C2 and C0 of the status word (Intel SDM volume 1, table 8-6). */
  CONDITIONS {
    @Override
    void set(Cpu cpu, int order) {
      int conditions =
          switch (order) {
            case Comparison.GREATER -> 0;
            case Comparison.LESS -> StatusWord.C0;
            case Comparison.EQUAL -> StatusWord.C3;
            default -> StatusWord.C3 | StatusWord.C2 | StatusWord.C0;
          };
      cpu.x87.status =
          (cpu.x87.status & ~(StatusWord.C3 | StatusWord.C2 | StatusWord.C0)) | conditions;
    }
  },

  /** ZF, PF and CF (table 8-7); OF, SF and AF are cleared. */
  FLAGS {
    @Override
    void set(Cpu cpu, int order) {
      cpu.flags.setStatus(
          switch (order) {
            case Comparison.GREATER -> 0;
            case Comparison.LESS -> Flags.CF;
            case Comparison.EQUAL -> Flags.ZF;
            default -> Flags.ZF | Flags.PF | Flags.CF;
          });
    }
  };

  /** Reports what the comparison has found. C1 is cleared where it is part of the result. */
  void report(X87Registers x87) {
    int kept = this == FLAGS ? x87.status & StatusWord.C1 : 0;
    Exceptions.report(x87);
    x87.status |= kept;
  }

  /**
   * Sets the result, be there an unmasked exception or not.
   *
   * @param order one of the values of {@link Comparison}
   */
  abstract void set(Cpu cpu, int order);
}
