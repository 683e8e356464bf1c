package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.mmu.paging.Pte;

/** Which values a model-specific register takes; others raise #GP(0). */
interface RegisterLegality {
  /** The memory types that ranges can have, as a bitmap. */
  int RANGE_TYPES = 0b0111_0011;

  /** Whether the register takes a value. */
  boolean accepts(Cpu cpu, long value);

  /** Every value. */
  RegisterLegality ANY = (cpu, value) -> true;

  /** None: the register is read only. */
  RegisterLegality READ_ONLY = (cpu, value) -> false;

  /** Canonical linear addresses. */
  RegisterLegality CANONICAL = (cpu, value) -> cpu.model.isCanonicalBase(value);

  /** Bits 63-32 are reserved. */
  RegisterLegality LOW_32 = only(0xffff_ffffL);

  /** Zero: the register can be cleared, as machine-check banks are. */
  RegisterLegality ZERO = only(0);

  /** All bits alike, as machine-check controls are. */
  RegisterLegality ALL_OR_NONE = (cpu, value) -> value == 0 || value == -1;

  /** IA32_APIC_BASE: BSP, EXTD where there is an x2APIC, EN, and a physical page. */
  RegisterLegality APIC_BASE =
      (cpu, value) -> (value & ~(Pte.ADDRESS | 0x900 | (cpu.model.has("x2apic") ? 0x400 : 0))) == 0;

  /** Eight memory types of the page attribute table: UC, WC, WT, WP, WB, UC-. */
  RegisterLegality PAGE_ATTRIBUTES = (cpu, value) -> eachByte(value, 0b1111_0011);

  /** Eight memory types of ranges: UC, WC, WT, WP, WB. */
  RegisterLegality MEMORY_TYPES = (cpu, value) -> eachByte(value, RANGE_TYPES);

  /** IA32_MTRR_DEF_TYPE: a memory type, and enables in bits 11-10. */
  RegisterLegality DEFAULT_TYPE = (cpu, value) -> isType(value) && (value & ~0xcffL) == 0;

  /** IA32_MTRR_PHYSBASEn: a memory type, and a physical page. */
  RegisterLegality RANGE_BASE =
      (cpu, value) -> isType(value) && (value & ~(Pte.ADDRESS | 0xff)) == 0;

  /** IA32_MTRR_PHYSMASKn: a physical page, and valid in bit 11. */
  RegisterLegality RANGE_MASK = only(Pte.ADDRESS | 1 << 11);

  /** Values that have no bits but the given ones. */
  static RegisterLegality only(long bits) {
    return (cpu, value) -> (value & ~bits) == 0;
  }

  private static boolean isType(long value) {
    return (value & 0xff) < 8 && (RANGE_TYPES >> (value & 0xff) & 1) != 0;
  }

  /** Whether each of the eight bytes of a value is the number of a bit in a bitmap. */
  private static boolean eachByte(long value, int allowed) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      long type = value >>> shift & 0xff;
      if (type >= 8 || (allowed >> type & 1) == 0) {
        return false;
      }
    }
    return true;
  }
}
