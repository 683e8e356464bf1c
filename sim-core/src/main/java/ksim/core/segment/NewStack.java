package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.mmu.NonCanonicalAddress;

/**
 * A stack on which a gate puts a frame before the CPU changes to it. Pushes change memory only;
 * {@link #use} makes it the CPU's stack when nothing can fault any more.
 */
public final class NewStack {
  private static final long LINEAR = 0xffff_ffffL;

  private final Cpu cpu;
  private final Segment segment;
  private final boolean flat;
  private final long mask;
  private final int level;
  private final int errorCode;
  private long pointer;

  private NewStack(Cpu cpu, Segment segment, boolean flat, long pointer, int level, int errorCode) {
    this.cpu = cpu;
    this.segment = segment;
    this.flat = flat;
    this.mask = flat ? -1 : segment.isBig() ? LINEAR : 0xffff;
    this.pointer = pointer;
    this.level = level;
    this.errorCode = errorCode;
  }

  /** A stack of 64-bit code, whose stack segment is null. */
  static NewStack flat(Cpu cpu, int level, long pointer, int external) {
    return new NewStack(cpu, new Segment(level, 0, 0, 0), true, pointer, level, external);
  }

  /** A stack in a segment; its limit raises #SS with the error code. */
  static NewStack of(Cpu cpu, Segment segment, long pointer, int level, int errorCode) {
    return new NewStack(cpu, segment, false, pointer, level, errorCode);
  }

  /**
   * The stack in use.
   *
   * @param longCode it is going to be used by 64-bit code
   * @param external EXT bit of error codes
   */
  public static NewStack current(Cpu cpu, boolean longCode, int external) {
    Segment segment = cpu.segments.register[Segments.SS];
    return new NewStack(cpu, segment, longCode, cpu.gpr[Cpu.RSP], cpu.cpl(), external);
  }

  /** Rounds the stack pointer down to 16 bytes, after a check that it is canonical. */
  public void align() {
    if (!cpu.mmu.isCanonical(pointer)) {
      throw GuestException.stackFault(errorCode);
    }
    pointer &= ~0xfL;
  }

  /** Pushes the low bits of a value: 16, 32 or 64. */
  public void push(int bits, long value) {
    int bytes = bits / 8;
    long top = (pointer - bytes) & mask;
    if (!flat && !segment.contains(top, bytes)) {
      throw GuestException.stackFault(errorCode);
    }
    try {
      write(flat ? top : (segment.base() + top) & LINEAR, bytes, value);
    } catch (NonCanonicalAddress e) {
      throw GuestException.stackFault(errorCode);
    }
    pointer = top;
  }

  private void write(long linear, int bytes, long value) {
    if (level != 3) {
      cpu.mmu.writeSupervisor(linear, bytes, value);
      return;
    }
    switch (bytes) {
      case 8 -> cpu.mmu.write64(linear, value);
      case 4 -> cpu.mmu.write32(linear, value);
      default -> cpu.mmu.write16(linear, value);
    }
  }

  /** Loads SS and the stack pointer; called after CS has been loaded. */
  public void use() {
    cpu.segments.load(Segments.SS, segment);
    usePointer();
  }

  /** Loads the stack pointer alone: the ring has not changed. */
  public void usePointer() {
    long kept = cpu.gpr[Cpu.RSP] & cpu.segments.stackKept;
    cpu.gpr[Cpu.RSP] = kept | (pointer & cpu.segments.stackMask);
  }
}
