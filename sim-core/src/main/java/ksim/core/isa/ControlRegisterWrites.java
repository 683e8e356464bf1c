package ksim.core.isa;

import static ksim.core.cpu.ControlRegisters.CR0_PE;
import static ksim.core.cpu.ControlRegisters.CR0_PG;
import static ksim.core.cpu.ModelSpecificRegisters.EFER_LMA;
import static ksim.core.cpu.ModelSpecificRegisters.EFER_LME;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.mmu.paging.Pte;

/**
 * What a write to CR0, CR3, CR4, CR8 or IA32_EFER checks and changes (Intel SDM volume 3, sections
 * 2.5, 5.1.2 and 11.8.5; volume 2, MOV to control registers). What is illegal raises #GP(0) and
 * changes nothing.
 */
final class ControlRegisterWrites {
  private static final long EFER_NXE = 1 << 11;
  private static final long CR0_ET = 1 << 4;
  private static final long CR0_NW = 1 << 29;
  private static final long CR0_CD = 1 << 30;

  /** PE MP EM TS ET NE WP AM NW CD PG: what can be set in CR0; other low bits are ignored. */
  private static final long CR0_BITS = 0xe005_003fL;

  /** Changes of these bits load the PDPTE registers, under PAE paging. */
  private static final long CR0_LOADS_POINTERS = CR0_PG | CR0_CD | CR0_NW;

  private static final long CR4_LOADS_POINTERS = Cr4.PAE | Cr4.PGE | Cr4.PSE | Cr4.SMEP;

  /** Bit 63 of the operand of a write to CR3 with CR4.PCIDE: keep the translations. */
  private static final long NO_FLUSH = 1L << 63;

  private ControlRegisterWrites() {}

  private static void require(boolean legal) {
    if (!legal) {
      throw GuestException.generalProtection();
    }
  }

  static void writeCr0(Cpu cpu, long value) {
    long old = cpu.control.cr0;
    boolean paging = (value & CR0_PG) != 0;
    require(value >>> 32 == 0);
    require(!paging || (value & CR0_PE) != 0);
    require((value & CR0_NW) == 0 || (value & CR0_CD) != 0);
    if (paging && (old & CR0_PG) == 0) {
      checkPagingOn(cpu);
    }
    if (!paging && (old & CR0_PG) != 0) {
      // Paging cannot be switched off in 64-bit mode, nor with process contexts.
      require(!cpu.code().isLong() && (cpu.control.cr4 & Cr4.PCIDE) == 0);
    }
    boolean longMode = (cpu.msrs.efer & EFER_LME) != 0;
    boolean pointers = paging && !longMode && ((value ^ old) & CR0_LOADS_POINTERS) != 0;
    if (pointers) {
      requireLegalPointers(cpu, cpu.control.cr3, cpu.control.cr4);
    }
    cpu.control.cr0 = (value & CR0_BITS) | CR0_ET;
    boolean active = paging && longMode;
    cpu.msrs.efer = (cpu.msrs.efer & ~EFER_LMA) | (active ? EFER_LMA : 0);
    updateMmu(cpu);
    if (pointers) {
      cpu.mmu.loadPointers();
    }
    cpu.updateCode();
  }

  /** Switching on paging with LME set enters IA-32e mode: compatibility mode at first. */
  private static void checkPagingOn(Cpu cpu) {
    if ((cpu.msrs.efer & EFER_LME) != 0) {
      int task = cpu.segments.tr.type();
      boolean task16 = cpu.segments.tr.isPresent() && (task == 1 || task == 3);
      require((cpu.control.cr4 & Cr4.PAE) != 0);
      require(!cpu.segments.register[Segments.CS].isLong());
      require(!task16);
    }
  }

  private static void requireLegalPointers(Cpu cpu, long cr3, long cr4) {
    require((cr4 & Cr4.PAE) == 0 || cpu.mmu.pointersAreLegal(cr3));
  }

  static void writeCr3(Cpu cpu, long value) {
    boolean contexts = (cpu.control.cr4 & Cr4.PCIDE) != 0;
    long address = contexts ? value & ~NO_FLUSH : value;
    require(address >>> Pte.PHYSICAL_ADDRESS_BITS == 0);
    boolean longMode = (cpu.msrs.efer & EFER_LME) != 0;
    if ((cpu.control.cr0 & CR0_PG) != 0 && !longMode) {
      requireLegalPointers(cpu, address, cpu.control.cr4);
    }
    cpu.control.cr3 = address;
    cpu.mmu.loadCr3(value);
  }

  static void writeCr4(Cpu cpu, long value) {
    long old = cpu.control.cr4;
    long changed = value ^ old;
    boolean active = (cpu.msrs.efer & EFER_LMA) != 0;
    require((value & ~(cpu.model.cr4Bits() | Cr4.PCE)) == 0);
    if (active) {
      require((value & Cr4.PAE) != 0 && (changed & Cr4.LA57) == 0);
    }
    if ((value & changed & Cr4.PCIDE) != 0) {
      require(active && (cpu.control.cr3 & 0xfff) == 0);
    }
    boolean paging = (cpu.control.cr0 & CR0_PG) != 0;
    boolean pointers = paging && !active && (changed & CR4_LOADS_POINTERS) != 0;
    if (pointers) {
      requireLegalPointers(cpu, cpu.control.cr3, value);
    }
    cpu.control.cr4 = value;
    updateMmu(cpu);
    if (pointers) {
      cpu.mmu.loadPointers();
    }
    cpu.updateBreakpoints();
  }

  static void writeCr8(Cpu cpu, long value) {
    require(value >>> 4 == 0);
    cpu.interruptController.setTaskPriority((int) value);
  }

  /** LMA is read only: it follows LME and CR0.PG. LME cannot change while paging is on. */
  static void writeEfer(Cpu cpu, long value) {
    long old = cpu.msrs.efer;
    boolean paging = (cpu.control.cr0 & CR0_PG) != 0;
    require((value & ~cpu.model.eferBits()) == 0);
    require((value & EFER_NXE) == 0 || MiscEnable.offersExecuteDisable(cpu));
    require(!paging || ((value ^ old) & EFER_LME) == 0);
    cpu.msrs.efer = (value & ~EFER_LMA) | (old & EFER_LMA);
    updateMmu(cpu);
  }

  /** Tells the MMU about CR0, CR4 and EFER. */
  static void updateMmu(Cpu cpu) {
    cpu.mmu.setControl(cpu.control.cr0, cpu.control.cr4, cpu.msrs.efer);
  }
}
