package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;
import ksim.core.isa.Address;
import ksim.core.isa.SegmentedAddress;
import ksim.mmu.NonCanonicalAddress;

/** Vectors in memory. */
final class VectorMemory {
  private static final int PAGE_MASK = 4095;

  private VectorMemory() {}

  /**
   * The linear address of an operand that is read.
   *
   * @param alignmentMask bits that must be zero
   * @throws GuestException #GP(0) if they are not, #GP(0) or #SS(0) if the segment forbids it
   */
  static long linear(Cpu cpu, Address address, int alignmentMask) {
    checkOffset(cpu, address, alignmentMask);
    return aligned(address.linear(cpu), alignmentMask);
  }

  /** The same of an operand that is written. */
  static long linearForWrite(Cpu cpu, Address address, int alignmentMask) {
    checkOffset(cpu, address, alignmentMask);
    return aligned(address.linearForWrite(cpu), alignmentMask);
  }

  private static long aligned(long linear, int alignmentMask) {
    if ((linear & alignmentMask) != 0) {
      throw GuestException.generalProtection();
    }
    return linear;
  }

  /**
   * Outside 64-bit mode alignment is looked at before an operand that would go on at linear address
   * zero is.
   */
  private static void checkOffset(Cpu cpu, Address address, int alignmentMask) {
    if (alignmentMask != 0 && address instanceof SegmentedAddress segmented) {
      aligned(segmented.effective(cpu) + cpu.segmentBase[segmented.segment()], alignmentMask);
    }
  }

  /**
   * Reads memory into lanes; they change only if all of it can be read.
   *
   * @param bits 8, 16, 32, 64, 128 or 256; below 128 the value is zero-extended to 128 bits
   * @param to index of the first lane
   */
  static void load(Cpu cpu, int bits, long linear, int to) {
    long[] lanes = cpu.vectors.lanes;
    switch (bits) {
      case 128 -> cpu.mmu.read128(linear, lanes, to);
      case 256 -> load256(cpu, linear, to);
      default -> {
        lanes[to] = scalar(cpu, bits, linear);
        lanes[to + 1] = 0;
      }
    }
  }

  /** Reads 32 bytes into lanes; they change only if all of it can be read. */
  static void load256(Cpu cpu, long linear, int to) {
    if (((int) linear & PAGE_MASK) > PAGE_MASK + 1 - 32) {
      load256AcrossPages(cpu, linear, to);
    } else {
      cpu.mmu.read128(linear, cpu.vectors.lanes, to);
      cpu.mmu.read128(linear + 16, cpu.vectors.lanes, to + 2);
    }
  }

  private static void load256AcrossPages(Cpu cpu, long linear, int to) {
    long[] lanes = cpu.vectors.lanes;
    if (!cpu.mmu.isCanonical(linear + 31)) {
      throw new NonCanonicalAddress(linear + 31); // which comes before page faults
    }
    cpu.mmu.read128(linear, lanes, Scratch.RESULT);
    cpu.mmu.read128(linear + 16, lanes, to + 2);
    lanes[to] = lanes[Scratch.RESULT];
    lanes[to + 1] = lanes[Scratch.RESULT + 1];
  }

  private static long scalar(Cpu cpu, int bits, long linear) {
    return switch (bits) {
      case 8 -> cpu.mmu.read8(linear);
      case 16 -> cpu.mmu.read16(linear);
      case 32 -> cpu.mmu.read32(linear);
      default -> cpu.mmu.read64(linear);
    };
  }

  /**
   * Writes lanes to memory: all of it or, if part of it cannot be written, nothing.
   *
   * @param bits 8, 16, 32, 64, 128 or 256
   * @param from index of the first lane
   */
  static void store(Cpu cpu, int bits, long linear, int from) {
    long[] lanes = cpu.vectors.lanes;
    switch (bits) {
      case 8 -> cpu.mmu.write8(linear, lanes[from]);
      case 16 -> cpu.mmu.write16(linear, lanes[from]);
      case 32 -> cpu.mmu.write32(linear, lanes[from]);
      case 64 -> cpu.mmu.write64(linear, lanes[from]);
      case 128 -> cpu.mmu.write128(linear, lanes[from], lanes[from + 1]);
      default -> store256(cpu, linear, from);
    }
  }

  /** Writes 32 bytes from lanes: all of it or nothing. */
  static void store256(Cpu cpu, long linear, int from) {
    long[] lanes = cpu.vectors.lanes;
    cpu.mmu.checkWritable(linear, 32);
    cpu.mmu.write128(linear, lanes[from], lanes[from + 1]);
    cpu.mmu.write128(linear + 16, lanes[from + 2], lanes[from + 3]);
  }

  /**
   * Reads an element of 32 or 64 bits that is accessed by itself. Alignment is never checked, be
   * RFLAGS.AC set.
   */
  static long loadElement(Cpu cpu, int bits, long linear) {
    if (!cpu.flags.isSet(Flags.AC)) {
      return bits == 32 ? cpu.mmu.read32(linear) : cpu.mmu.read64(linear);
    }
    long value = 0;
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      value |= cpu.mmu.read8(linear + bit / Byte.SIZE) << bit;
    }
    return value;
  }

  /** Writes an element of 32 or 64 bits; as {@link #loadElement}. All of it can be written. */
  static void storeElement(Cpu cpu, int bits, long linear, long value) {
    if (cpu.flags.isSet(Flags.AC)) {
      for (int bit = 0; bit < bits; bit += Byte.SIZE) {
        cpu.mmu.write8(linear + bit / Byte.SIZE, value >>> bit);
      }
    } else if (bits == 32) {
      cpu.mmu.write32(linear, value);
    } else {
      cpu.mmu.write64(linear, value);
    }
  }
}
