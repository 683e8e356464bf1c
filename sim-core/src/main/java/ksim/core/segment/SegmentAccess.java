package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/**
 * Access to memory through a segment outside 64-bit mode (Intel SDM volume 3, sections 5.3 to 5.5):
 * the limit is checked and, in protected mode, that the segment is there and may be read or
 * written. What fails raises #SS(0) for SS and #GP(0) for the others.
 */
public final class SegmentAccess {
  private static final long LINEAR = 0xffff_ffffL;

  private SegmentAccess() {}

  /**
   * Linear address of what is going to be read.
   *
   * @param number segment in hardware order
   * @param offset effective address, 0 to 2^32-1
   * @param bytes length of the access, at least 1
   */
  public static long read(Cpu cpu, int number, long offset, int bytes) {
    Segment segment = cpu.segments.register[number];
    boolean allowed = !isProtected(cpu) || (segment.isPresent() && segment.isReadable());
    long linear = linear(cpu, number, offset, allowed && contains(cpu, number, offset, bytes));
    requireNoWrap(cpu, linear, bytes);
    return linear;
  }

  /** Linear address of what is going to be written; as {@link #read}. */
  public static long write(Cpu cpu, int number, long offset, int bytes) {
    Segment segment = cpu.segments.register[number];
    boolean allowed = !isProtected(cpu) || (segment.isPresent() && segment.isWritableData());
    long linear = linear(cpu, number, offset, allowed && contains(cpu, number, offset, bytes));
    requireNoWrap(cpu, linear, bytes);
    return linear;
  }

  /** Offsets begin again at zero behind 4 GiB in flat segments only: their base is zero. */
  private static boolean contains(Cpu cpu, int number, long offset, int bytes) {
    return cpu.segments.register[number].contains(offset, bytes)
        && (offset + bytes - 1 <= LINEAR || cpu.segmentBase[number] == 0);
  }

  /** Where the first byte is not mapped, the access comes to nothing, whatever it wraps to. */
  private static void requireNoWrap(Cpu cpu, long linear, int bytes) {
    if (linear + bytes - 1 > LINEAR && cpu.mmu.peek(linear).isPresent()) {
      throw new UnimplementedException("an access that continues at linear address 0");
    }
  }

  private static boolean isProtected(Cpu cpu) {
    return cpu.code().protectedMode();
  }

  private static long linear(Cpu cpu, int number, long offset, boolean allowed) {
    if (!allowed) {
      throw number == Segments.SS
          ? GuestException.stackFault(0)
          : GuestException.generalProtection();
    }
    return (cpu.segmentBase[number] + offset) & LINEAR;
  }
}
