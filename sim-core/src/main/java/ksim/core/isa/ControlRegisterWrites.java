package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.paging.Pte;

/**
 * What a write to CR0, CR3, CR4 or CR8 checks and changes (Intel SDM volume 3, section 2.5; volume
 * 2, MOV to control registers).
 */
final class ControlRegisterWrites {
  private static final long CR0_PE = 1;
  private static final long CR0_ET = 1 << 4;
  private static final long CR0_NW = 1 << 29;
  private static final long CR0_CD = 1 << 30;
  private static final long CR0_PG = 1L << 31;

  /** PE MP EM TS ET NE WP AM NW CD PG: what can be set in CR0; other low bits are ignored. */
  private static final long CR0_BITS = 0xe005_003fL;

  private static final long CR4_PAE = 1 << 5;
  private static final long CR4_PCIDE = 1 << 17;

  /** Bit 63 of the operand of a write to CR3 with CR4.PCIDE: keep the translations. */
  private static final long NO_FLUSH = 1L << 63;

  private ControlRegisterWrites() {}

  static void writeCr0(Cpu cpu, long value) {
    boolean paging = (value & CR0_PG) != 0;
    boolean legal =
        value >>> 32 == 0
            && (!paging || (value & CR0_PE) != 0)
            && ((value & CR0_NW) == 0 || (value & CR0_CD) != 0);
    if (!legal) {
      throw GuestException.generalProtection();
    }
    if (!paging) {
      if ((cpu.control.cr4 & CR4_PCIDE) != 0) {
        throw GuestException.generalProtection();
      }
      throw new UnimplementedException("leaving long mode by clearing CR0.PG");
    }
    cpu.control.cr0 = (value & CR0_BITS) | CR0_ET;
    updateMmu(cpu);
  }

  static void writeCr3(Cpu cpu, long value) {
    boolean contexts = (cpu.control.cr4 & CR4_PCIDE) != 0;
    long address = contexts ? value & ~NO_FLUSH : value;
    if (address >>> Pte.PHYSICAL_ADDRESS_BITS != 0) {
      throw GuestException.generalProtection();
    }
    cpu.control.cr3 = address;
    cpu.mmu.loadCr3(value);
  }

  static void writeCr4(Cpu cpu, long value) {
    long legal = cpu.model.cr4Bits() | Cr4.PCE;
    if ((value & ~legal) != 0 || (value & CR4_PAE) == 0) {
      throw GuestException.generalProtection();
    }
    boolean contextsAppear = (value & ~cpu.control.cr4 & CR4_PCIDE) != 0;
    if (contextsAppear && (cpu.control.cr3 & 0xfff) != 0) {
      throw GuestException.generalProtection();
    }
    cpu.control.cr4 = value;
    updateMmu(cpu);
  }

  static void writeCr8(Cpu cpu, long value) {
    if (value >>> 4 != 0) {
      throw GuestException.generalProtection();
    }
    cpu.interruptController.setTaskPriority((int) value);
  }

  /** Tells the MMU about CR0, CR4 and EFER. */
  static void updateMmu(Cpu cpu) {
    cpu.mmu.setControl(cpu.control.cr0, cpu.control.cr4, cpu.msrs.efer);
  }
}
