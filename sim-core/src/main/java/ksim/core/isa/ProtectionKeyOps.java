package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/** RDPKRU and WRPKRU: #UD unless CR4.PKE is set. */
public final class ProtectionKeyOps {
  private static final long LOW = 0xffff_ffffL;

  private ProtectionKeyOps() {}

  private static void requireEnabled(Cpu cpu) {
    if ((cpu.control.cr4 & Cr4.PKE) == 0) {
      throw GuestException.invalidOpcode();
    }
  }

  private static void requireZero(Cpu cpu, int register) {
    if ((cpu.gpr[register] & LOW) != 0) {
      throw GuestException.generalProtection();
    }
  }

  /** RDPKRU: PKRU to EAX, zero to EDX. #GP(0) unless ECX is zero. */
  public record ReadRights() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      requireZero(cpu, Cpu.RCX);
      cpu.gpr[Cpu.RAX] = cpu.control.pkru & LOW;
      cpu.gpr[Cpu.RDX] = 0;
    }
  }

  /** WRPKRU: PKRU from EAX. #GP(0) unless ECX and EDX are zero. */
  public record WriteRights() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      requireZero(cpu, Cpu.RCX);
      requireZero(cpu, Cpu.RDX);
      write(cpu, (int) cpu.gpr[Cpu.RAX]);
    }
  }

  /** Changes PKRU, and tells the MMU. */
  static void write(Cpu cpu, int rights) {
    cpu.control.pkru = rights;
    cpu.mmu.setProtectionKeyRights(rights, cpu.control.pkrs);
  }
}
