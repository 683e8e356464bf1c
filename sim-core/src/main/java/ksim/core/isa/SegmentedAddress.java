package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.segment.SegmentAccess;

/**
 * The address of a memory operand outside 64-bit mode: the segment is checked.
 *
 * @param base number of the base register, {@link Cpu#ZERO} if none
 * @param index number of the index register, {@link Cpu#ZERO} if none
 * @param shift binary logarithm of the scale, 0 to 3
 * @param displacement constant part
 * @param mask 0xffffffff or 0xffff by the address size
 * @param segment segment in hardware order
 * @param bytes length of the operand, at least 1
 */
public record SegmentedAddress(
    int base, int index, int shift, long displacement, long mask, int segment, int bytes)
    implements Address {
  @Override
  public long effective(Cpu cpu) {
    long[] gpr = cpu.gpr;
    return (gpr[base] + (gpr[index] << shift) + displacement) & mask;
  }

  @Override
  public long linear(Cpu cpu) {
    return SegmentAccess.read(cpu, segment, effective(cpu), bytes);
  }

  @Override
  public long linearForWrite(Cpu cpu) {
    return SegmentAccess.write(cpu, segment, effective(cpu), bytes);
  }

  @Override
  public long linear(Cpu cpu, long distance) {
    return SegmentAccess.read(cpu, segment, (effective(cpu) + distance) & mask, bytes);
  }

  @Override
  public long linearForWrite(Cpu cpu, long distance) {
    return SegmentAccess.write(cpu, segment, (effective(cpu) + distance) & mask, bytes);
  }

  @Override
  public SegmentedAddress plus(long distance) {
    long moved = displacement + distance;
    return new SegmentedAddress(base, index, shift, moved, mask, segment, bytes);
  }

  @Override
  public SegmentedAddress ofBytes(int length) {
    return new SegmentedAddress(base, index, shift, displacement, mask, segment, length);
  }
}
