package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * The address of a memory operand in 64-bit mode, computed without branches: an absent base or
 * index is the register that is always zero.
 *
 * @param base number of the base register, {@link Cpu#ZERO} if none
 * @param index number of the index register, {@link Cpu#ZERO} if none
 * @param shift binary logarithm of the scale, 0 to 3
 * @param displacement constant part; for RIP-relative operands the absolute address
 * @param mask -1, or 0xffffffff where the address size is 32 bits
 * @param segment segment whose base is added, in hardware order
 */
public record FlatAddress(int base, int index, int shift, long displacement, long mask, int segment)
    implements Address {
  @Override
  public long effective(Cpu cpu) {
    long[] gpr = cpu.gpr;
    return effective(gpr[base], gpr[index], shift, displacement, mask);
  }

  /** The effective address of the values of base and index. */
  public static long effective(long base, long index, int shift, long displacement, long mask) {
    return (base + (index << shift) + displacement) & mask;
  }

  @Override
  public long linear(Cpu cpu) {
    return effective(cpu) + cpu.segmentBase[segment];
  }

  @Override
  public long linearForWrite(Cpu cpu) {
    return linear(cpu);
  }

  @Override
  public long linear(Cpu cpu, long distance) {
    return ((effective(cpu) + distance) & mask) + cpu.segmentBase[segment];
  }

  @Override
  public long linearForWrite(Cpu cpu, long distance) {
    return linear(cpu, distance);
  }

  @Override
  public FlatAddress plus(long bytes) {
    return new FlatAddress(base, index, shift, displacement + bytes, mask, segment);
  }

  @Override
  public FlatAddress ofBytes(int bytes) {
    return this;
  }
}
