package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;

/**
 * Instructions on caches, TLB contexts and supervisor access. Caches are coherent and hold no data
 * of their own, so flushing one changes no state.
 */
public final class CacheOps {
  private static final int LAST_PCID = 4095;

  private CacheOps() {}

  /** INVD and WBINVD. #GP(0) outside ring 0. */
  public record FlushCaches() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
    }
  }

  /** CLFLUSH, CLFLUSHOPT and CLWB: fault as a byte load from the line would. */
  public record FlushLine(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.mmu.read8(address.linear(cpu));
    }
  }

  /** INVPCID: invalidates translations by PCID. #GP(0) outside ring 0. */
  public record Invpcid(int type, Address descriptor) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long at = descriptor.linear(cpu);
      long context = cpu.mmu.read64(at);
      long address = cpu.mmu.read64(at + 8);
      long kind = cpu.code().isLong() ? cpu.gpr[type] : cpu.gpr[type] & 0xffff_ffffL;
      boolean contexts = (cpu.control.cr4 & Cr4.PCIDE) != 0;
      boolean legal =
          Long.compareUnsigned(kind, 3) <= 0
              && Long.compareUnsigned(context, LAST_PCID) <= 0
              && (kind >= 2 || contexts || context == 0)
              && (kind != 0 || cpu.model.isCanonicalBase(address));
      if (!legal) {
        throw GuestException.generalProtection();
      }
      switch ((int) kind) {
        case 0 -> cpu.mmu.invalidateInContext(address, (int) context);
        case 1 -> cpu.mmu.flushContext((int) context);
        case 2 -> cpu.mmu.flushAll();
        default -> cpu.mmu.flushNonGlobal();
      }
    }
  }

  /** STAC and CLAC: set and clear RFLAGS.AC. #UD outside ring 0. */
  public record SetAccessControl(boolean value) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (cpu.cpl() != 0) {
        throw GuestException.invalidOpcode();
      }
      Privilege.loadFlags(cpu, value ? Flags.AC : 0, Flags.AC);
    }
  }
}
