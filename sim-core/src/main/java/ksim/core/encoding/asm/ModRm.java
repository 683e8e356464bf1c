package ksim.core.encoding.asm;

import static ksim.core.encoding.MemoryOperand.NONE;
import static ksim.core.encoding.MemoryOperand.RIP;

import java.util.Locale;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;

/**
 * The r/m half of a ModRM byte with its SIB byte and displacement (SDM volume 2, section 2.1.3).
 *
 * @param mod bits 7-6
 * @param rm bits 2-0
 * @param sib the SIB byte or -1
 * @param displacementBits 0, 8, 16 or 32
 * @param displacement its value; 0 where a label will fill it in
 * @param rexX whether REX.X is needed
 * @param rexB whether REX.B is needed
 */
record ModRm(
    int mod, int rm, int sib, int displacementBits, long displacement, boolean rexX, boolean rexB) {
  private static final int SIB_FOLLOWS = 4;
  private static final int NO_INDEX = 4;
  private static final int NO_BASE = 5;
  private static final int NO_BASE_16 = 6;
  private static final int[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};
  private static final int[] INDEX_16 = {6, 7, 6, 7, NONE, NONE, NONE, NONE};

  /** A register in the r/m field, 0-15. */
  static ModRm ofRegister(int number) {
    return new ModRm(3, number & 7, -1, 0, 0, false, number > 7);
  }

  /**
   * An operand at a label: relative to RIP in 64-bit mode, else at its address. The displacement is
   * left to a fixup.
   */
  static ModRm of(LabelOperand label, CodeMode mode) {
    if (mode == CodeMode.BITS_16) {
      return absolute16(0);
    }
    return new ModRm(0, NO_BASE, -1, 32, 0, false, false);
  }

  /** A memory operand in its shortest form. */
  static ModRm of(MemoryOperand memory, int addressBits, CodeMode mode) {
    requireMode(memory, addressBits, mode);
    if (addressBits == 16) {
      return of16(memory);
    }
    long displacement = displacement(memory, addressBits);
    int base = memory.base();
    int index = memory.index();
    if (base == RIP) {
      return new ModRm(0, NO_BASE, -1, 32, displacement, false, false);
    }
    if (index == NO_INDEX && !memory.hasVectorIndex()) {
      throw new AssemblyException("RSP cannot be an index register");
    }
    if (base == NONE && index == NONE && mode != CodeMode.BITS_64) {
      return new ModRm(0, NO_BASE, -1, 32, displacement, false, false);
    }
    if (base == NONE) {
      int sib = sib(memory.scale(), index, NO_BASE);
      return new ModRm(0, SIB_FOLLOWS, sib, 32, displacement, index > 7, false);
    }
    int bits = displacementBits(base, displacement);
    int mod = bits == 0 ? 0 : bits == 8 ? 1 : 2;
    if (index == NONE && (base & 7) != SIB_FOLLOWS) {
      return new ModRm(mod, base & 7, -1, bits, displacement, false, base > 7);
    }
    int sib = sib(memory.scale(), index, base);
    return new ModRm(mod, SIB_FOLLOWS, sib, bits, displacement, index > 7, base > 7);
  }

  private static int sib(int scale, int index, int base) {
    if (Integer.bitCount(scale) != 1 || scale < 1 || scale > 8) {
      throw new AssemblyException("scale " + scale + " is not 1, 2, 4 or 8");
    }
    int field = index == NONE ? NO_INDEX : index & 7;
    return (Integer.numberOfTrailingZeros(scale) << 6) | (field << 3) | (base & 7);
  }

  /** RBP and R13 as a base always need a displacement: without one the code means no base. */
  private static int displacementBits(int base, long displacement) {
    if (displacement == 0 && (base & 7) != NO_BASE) {
      return 0;
    }
    return displacement == (byte) displacement ? 8 : 32;
  }

  private static void requireMode(MemoryOperand memory, int addressBits, CodeMode mode) {
    boolean long64 = mode == CodeMode.BITS_64;
    if (long64 ? addressBits == 16 : addressBits == 64 || memory.base() == RIP) {
      throw new AssemblyException("no such address in " + mode.name().toLowerCase(Locale.ROOT));
    }
  }

  private static ModRm absolute16(long displacement) {
    return new ModRm(0, NO_BASE_16, -1, 16, displacement, false, false);
  }

  /** 16-bit addressing (SDM volume 2, table 2-1). */
  private static ModRm of16(MemoryOperand memory) {
    long given = memory.displacement();
    if (given != (short) given && given >>> 16 != 0) {
      throw new AssemblyException("displacement does not fit 16 bits");
    }
    long displacement = (short) given;
    if (memory.base() == NONE && memory.index() == NONE) {
      return absolute16(displacement);
    }
    for (int rm = 0; rm < BASE_16.length; rm++) {
      if (BASE_16[rm] == memory.base() && INDEX_16[rm] == memory.index() && memory.scale() == 1) {
        boolean none = displacement == 0 && rm != NO_BASE_16;
        int bits = none ? 0 : displacement == (byte) displacement ? 8 : 16;
        return new ModRm(bits / 8, rm, -1, bits, displacement, false, false);
      }
    }
    throw new AssemblyException("16-bit addresses have BX or BP, and SI or DI");
  }

  private static long displacement(MemoryOperand memory, int addressBits) {
    long displacement = memory.displacement();
    if (displacement == (int) displacement) {
      return displacement;
    }
    if (addressBits == 32 && displacement >>> 32 == 0) {
      return (int) displacement;
    }
    throw new AssemblyException(
        "displacement 0x" + Long.toHexString(displacement) + " does not fit 32 bits");
  }
}
