package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.ModelSpecificRegisters;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;

/**
 * Reads descriptors from the global and the local descriptor table (Intel SDM volume 3, section
 * 3.5). The accesses are made as supervisor whatever the privilege level.
 */
public final class Descriptors {
  /** Bits of a selector that are not its requested privilege level. */
  public static final int INDEX_AND_TABLE = 0xfffc;

  private static final int TABLE_INDICATOR = 4;
  private static final int ACCESSED = 1;

  private Descriptors() {}

  /** Whether a selector is null: index 0 of the global table. */
  public static boolean isNull(int selector) {
    return (selector & INDEX_AND_TABLE) == 0;
  }

  /** Error code that names a selector; {@code external} is the EXT bit, 0 or 1. */
  public static int errorCode(int selector, int external) {
    return (selector & INDEX_AND_TABLE) | external;
  }

  /**
   * Linear address of the descriptor that a selector names.
   *
   * @param selector any selector that is not null
   * @param bytes size of the descriptor: 8, or 16 for a system descriptor in 64-bit mode
   * @return the address, or -1 where the descriptor is not within the limit of its table
   */
  public static long address(Cpu cpu, int selector, int bytes) {
    Segments segments = cpu.segments;
    boolean local = (selector & TABLE_INDICATOR) != 0;
    long table = local ? segments.ldtr.base() : segments.gdtBase;
    long limit = local ? segments.ldtr.limit() : segments.gdtLimit;
    if (local && Descriptors.isNull(segments.ldtr.selector())) {
      return -1;
    }
    int offset = selector & 0xfff8;
    return offset + bytes - 1 > limit ? -1 : table + offset;
  }

  /**
   * Reads the descriptor of a code or data segment.
   *
   * @param external EXT bit of the error code of #GP, 0 or 1
   * @throws GuestException #GP(selector) where it lies outside its table
   */
  public static Segment read(Cpu cpu, int selector, int external) {
    long address = address(cpu, selector, 8);
    if (address == -1) {
      throw GuestException.generalProtection(errorCode(selector, external));
    }
    return decode(selector, cpu.mmu.readSupervisor(address, 8));
  }

  /**
   * Reads the descriptor of a local descriptor table or a task state segment: 16 bytes in IA-32e
   * mode, else 8.
   *
   * @throws GuestException #GP(selector) where it lies outside its table, or where the type field
   *     of its upper half is not zero
   */
  public static Segment readSystem(Cpu cpu, int selector) {
    if ((cpu.msrs.efer & ModelSpecificRegisters.EFER_LMA) == 0) {
      return read(cpu, selector, 0);
    }
    long address = address(cpu, selector, 16);
    if (address == -1) {
      throw GuestException.generalProtection(errorCode(selector, 0));
    }
    long low = cpu.mmu.readSupervisor(address, 8);
    long high = cpu.mmu.readSupervisor(address + 8, 8);
    if ((high >>> 40 & 0x1f) != 0) {
      throw GuestException.generalProtection(errorCode(selector, 0));
    }
    Segment segment = decode(selector, low);
    return new Segment(
        selector, segment.base() | high << 32, segment.limit(), segment.attributes());
  }

  /** Sets the accessed bit of a code or data descriptor in its table, if it is not set. */
  public static void markAccessed(Cpu cpu, Segment segment) {
    if ((segment.type() & ACCESSED) == 0) {
      long address = address(cpu, segment.selector(), 8) + 5;
      cpu.mmu.writeSupervisor(address, 1, cpu.mmu.readSupervisor(address, 1) | ACCESSED);
    }
  }

  /** Takes an 8-byte descriptor apart (Intel SDM volume 3, figure 3-8). */
  public static Segment decode(int selector, long descriptor) {
    long base = (descriptor >>> 16 & 0xff_ffff) | (descriptor >>> 56) << 24;
    long limit = (descriptor & 0xffff) | (descriptor >>> 32 & 0xf_0000);
    boolean pages = (descriptor >>> 55 & 1) != 0;
    int attributes = (int) (descriptor >>> 40) & 0xf0ff;
    return new Segment(selector, base, pages ? limit << 12 | 0xfff : limit, attributes);
  }
}
