package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.ModelSpecificRegisters;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/**
 * The model-specific registers by number (Intel SDM volume 4, table 2-2). Numbers and values that
 * the processor refuses raise #GP(0).
 */
final class ModelSpecificRegisterFile {
  private static final int IA32_TIME_STAMP_COUNTER = 0x10;
  private static final int IA32_APIC_BASE = 0x1b;
  private static final int IA32_TSC_ADJUST = 0x3b;
  private static final int IA32_MISC_ENABLE = 0x1a0;
  private static final int IA32_PAT = 0x277;
  private static final int IA32_EFER = 0xc000_0080;
  private static final int IA32_STAR = 0xc000_0081;
  private static final int IA32_LSTAR = 0xc000_0082;
  private static final int IA32_CSTAR = 0xc000_0083;
  private static final int IA32_FMASK = 0xc000_0084;
  private static final int IA32_FS_BASE = 0xc000_0100;
  private static final int IA32_GS_BASE = 0xc000_0101;
  private static final int IA32_KERNEL_GS_BASE = 0xc000_0102;
  private static final int IA32_TSC_AUX = 0xc000_0103;

  private static final long EFER_LME = ModelSpecificRegisters.EFER_LME;
  private static final long EFER_LMA = ModelSpecificRegisters.EFER_LMA;

  /** SCE, LME, LMA, NXE. */
  private static final long EFER_BITS = 1 | EFER_LME | EFER_LMA | 1 << 11;

  private ModelSpecificRegisterFile() {}

  static long read(Cpu cpu, int number) {
    ModelSpecificRegisters msrs = cpu.msrs;
    return switch (number) {
      case IA32_TIME_STAMP_COUNTER -> TimeStampOps.counter(cpu);
      case IA32_APIC_BASE -> msrs.apicBase;
      case IA32_TSC_ADJUST -> msrs.tscOffset;
      case IA32_MISC_ENABLE -> msrs.miscEnable;
      case IA32_PAT -> msrs.pat;
      case IA32_EFER -> msrs.efer;
      case IA32_STAR -> msrs.star;
      case IA32_LSTAR -> msrs.lstar;
      case IA32_CSTAR -> msrs.cstar;
      case IA32_FMASK -> msrs.fmask;
      case IA32_FS_BASE -> cpu.segments.base[Segments.FS];
      case IA32_GS_BASE -> cpu.segments.base[Segments.GS];
      case IA32_KERNEL_GS_BASE -> msrs.kernelGsBase;
      case IA32_TSC_AUX -> msrs.tscAux;
      default -> {
        if (!msrs.memoryTypes.contains(number)) {
          throw GuestException.generalProtection();
        }
        yield msrs.memoryTypes.read(number);
      }
    };
  }

  static void write(Cpu cpu, int number, long value) {
    ModelSpecificRegisters msrs = cpu.msrs;
    switch (number) {
      case IA32_TIME_STAMP_COUNTER -> msrs.tscOffset = value - cpu.cycles;
      case IA32_APIC_BASE -> unchanged(msrs.apicBase, value, "moving or disabling the local APIC");
      case IA32_TSC_ADJUST -> msrs.tscOffset = value;
      case IA32_MISC_ENABLE -> unchanged(msrs.miscEnable, value, "a write to IA32_MISC_ENABLE");
      case IA32_PAT -> msrs.pat = pageAttributes(value);
      case IA32_EFER -> writeEfer(cpu, value);
      case IA32_STAR -> msrs.star = value;
      case IA32_LSTAR -> msrs.lstar = canonical(cpu, value);
      case IA32_CSTAR -> msrs.cstar = canonical(cpu, value);
      case IA32_FMASK -> msrs.fmask = low32(value);
      case IA32_FS_BASE -> cpu.segments.base[Segments.FS] = canonical(cpu, value);
      case IA32_GS_BASE -> cpu.segments.base[Segments.GS] = canonical(cpu, value);
      case IA32_KERNEL_GS_BASE -> msrs.kernelGsBase = canonical(cpu, value);
      case IA32_TSC_AUX -> msrs.tscAux = low32(value);
      default -> {
        if (!msrs.memoryTypes.write(number, value)) {
          throw GuestException.generalProtection();
        }
      }
    }
  }

  private static void writeEfer(Cpu cpu, long value) {
    boolean paging = (cpu.control.cr0 & 1L << 31) != 0;
    boolean changesMode = paging && ((value ^ cpu.msrs.efer) & EFER_LME) != 0;
    if ((value & ~EFER_BITS) != 0 || changesMode) {
      throw GuestException.generalProtection();
    }
    cpu.msrs.efer = (value & ~EFER_LMA) | (cpu.msrs.efer & EFER_LMA);
    ControlRegisterWrites.updateMmu(cpu);
  }

  private static void unchanged(long old, long value, String feature) {
    if (value != old) {
      throw new UnimplementedException(feature);
    }
  }

  private static long canonical(Cpu cpu, long value) {
    if (!cpu.mmu.isCanonical(value)) {
      throw GuestException.generalProtection();
    }
    return value;
  }

  private static long low32(long value) {
    if (value >>> 32 != 0) {
      throw GuestException.generalProtection();
    }
    return value;
  }

  /** Memory types are stored; they change nothing, because caches are modelled as coherent. */
  private static long pageAttributes(long value) {
    for (int shift = 0; shift < 64; shift += 8) {
      int type = (int) (value >>> shift) & 0xff;
      if (type > 7 || type == 2 || type == 3) {
        throw GuestException.generalProtection();
      }
    }
    return value;
  }
}
