package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.segment.SegmentAccess;

/**
 * The stack in every mode: the stack pointer is RSP in 64-bit mode, elsewhere ESP or SP by SS.B,
 * and accesses go through SS (Intel SDM volume 1, section 6.2.3).
 */
final class StackPointer {
  private StackPointer() {}

  /** The stack pointer. */
  static long get(Cpu cpu) {
    return cpu.gpr[Cpu.RSP] & cpu.segments.stackMask;
  }

  /** Replaces the stack pointer; of SP the upper bits of the register stay. */
  static void set(Cpu cpu, long value) {
    cpu.gpr[Cpu.RSP] = register(cpu, value);
  }

  /** What RSP would hold with another stack pointer. */
  static long register(Cpu cpu, long value) {
    Segments segments = cpu.segments;
    long kept = cpu.gpr[Cpu.RSP] & segments.stackKept;
    return kept | (value & segments.stackMask);
  }

  /** Reads {@code bits} bits at an offset in SS; the offset is cut to the stack's size. */
  static long read(Cpu cpu, int bits, long offset) {
    return Memory.read(cpu, bits, linear(cpu, bits, offset));
  }

  private static long linear(Cpu cpu, int bits, long offset) {
    return cpu.segments.isFlat()
        ? offset
        : SegmentAccess.read(cpu, Segments.SS, offset & cpu.segments.stackMask, bits >> 3);
  }

  /** Writes {@code bits} bits at an offset in SS; the offset is cut to the stack's size. */
  static void write(Cpu cpu, int bits, long offset, long value) {
    Memory.write(cpu, bits, linearForWrite(cpu, bits, offset), value);
  }

  /** Raises what a write would raise. */
  static void checkWritable(Cpu cpu, int bits, long offset) {
    Memory.readForUpdate(cpu, bits, linearForWrite(cpu, bits, offset)); // checks alignment too
  }

  private static long linearForWrite(Cpu cpu, int bits, long offset) {
    return cpu.segments.isFlat()
        ? offset
        : SegmentAccess.write(cpu, Segments.SS, offset & cpu.segments.stackMask, bits >> 3);
  }
}
