package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/** RDFSBASE, RDGSBASE, WRFSBASE and WRGSBASE: #UD unless CR4.FSGSBASE is set. */
public final class SegmentBaseOps {
  private SegmentBaseOps() {}

  private static void requireEnabled(Cpu cpu) {
    if ((cpu.control.cr4 & Cr4.FSGSBASE) == 0) {
      throw GuestException.invalidOpcode();
    }
  }

  /**
   * RDFSBASE and RDGSBASE.
   *
   * @param segment number of FS or GS
   */
  public record ReadBase(Operand destination, int segment) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      destination.write(cpu, cpu.segments.base[segment]);
    }
  }

  /**
   * WRFSBASE and WRGSBASE; #GP(0) where the base is not canonical.
   *
   * @param segment number of FS or GS
   */
  public record WriteBase(int segment, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      long base = source.read(cpu);
      if (!cpu.mmu.isCanonical(base)) { // by CR4.LA57, as the host shows; not as MSRs and LGDT
        throw GuestException.generalProtection();
      }
      cpu.segments.base[segment] = base;
    }
  }
}
