package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** The address of a memory operand. */
public sealed interface Address permits FlatAddress, SegmentedAddress {
  /** The effective address: the offset within the segment. */
  long effective(Cpu cpu);

  /**
   * The linear address of an operand that is read.
   *
   * @throws ksim.core.fault.GuestException #SS(0) or #GP(0) where the segment does not allow it
   */
  long linear(Cpu cpu);

  /** The linear address of an operand that is written; as {@link #linear}. */
  long linearForWrite(Cpu cpu);

  /** The same with {@code bytes} added to the displacement. */
  Address plus(long bytes);

  /**
   * The same address of an operand of another length.
   *
   * @param bytes how many bytes {@link #linear} and {@link #linearForWrite} check, at least 1
   */
  Address ofBytes(int bytes);

  /**
   * The linear address of an operand that is read and lies a distance away, which is known only
   * when the operation executes.
   *
   * @param distance in bytes, either sign; the sum wraps at the address size
   */
  long linear(Cpu cpu, long distance);

  /** As {@link #linear(Cpu, long)}, of an operand that is written. */
  long linearForWrite(Cpu cpu, long distance);
}
