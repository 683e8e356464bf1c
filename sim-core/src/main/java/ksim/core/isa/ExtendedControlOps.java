package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/** XGETBV and XSETBV (Intel SDM volume 1, section 13.3): #UD unless CR4.OSXSAVE is set. */
public final class ExtendedControlOps {
  private static final long LOW = 0xffff_ffffL;
  private static final long X87 = 1;
  private static final long SSE = 1 << 1;
  private static final long AVX = 1 << 2;

  private ExtendedControlOps() {}

  /** #UD unless the operating system has enabled XSAVE and its kin. */
  static void requireEnabled(Cpu cpu) {
    if ((cpu.control.cr4 & Cr4.OSXSAVE) == 0) {
      throw GuestException.invalidOpcode();
    }
  }

  /**
   * XGETBV: to EDX:EAX XCR0 where ECX is 0; where it is 1, and the processor has that, what of it
   * is in use. #GP(0) elsewhere.
   */
  public record ReadControl() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      long number = cpu.gpr[Cpu.RCX] & LOW;
      if (number > 1 || (number == 1 && !cpu.model.has("xgetbv1"))) {
        throw GuestException.generalProtection();
      }
      long value = cpu.control.xcr0;
      if (number == 1) {
        value &= StateComponents.inUse(cpu);
      }
      cpu.gpr[Cpu.RAX] = value & LOW;
      cpu.gpr[Cpu.RDX] = value >>> 32;
    }
  }

  /**
   * XSETBV: XCR0 from EDX:EAX. #GP(0) outside ring 0, where ECX is not zero, and for values that
   * the processor does not support: without x87 state, or AVX without SSE.
   */
  public record WriteControl() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      Privilege.requireSupervisor(cpu);
      long value = cpu.gpr[Cpu.RDX] << 32 | (cpu.gpr[Cpu.RAX] & LOW);
      boolean legal =
          (cpu.gpr[Cpu.RCX] & LOW) == 0
              && (value & ~cpu.model.xcr0Bits()) == 0
              && (value & X87) != 0
              && ((value & AVX) == 0 || (value & SSE) != 0);
      if (!legal) {
        throw GuestException.generalProtection();
      }
      cpu.control.xcr0 = value;
    }
  }
}
