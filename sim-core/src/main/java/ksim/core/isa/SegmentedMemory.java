package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * A memory operand outside 64-bit mode.
 *
 * @param bits its width: 8, 16, 32 or 64
 * @param address where it is, of that length
 */
public record SegmentedMemory(int bits, SegmentedAddress address) implements Operand {
  @Override
  public long read(Cpu cpu) {
    return Memory.read(cpu, bits, address.linear(cpu));
  }

  @Override
  public long readForUpdate(Cpu cpu) {
    return Memory.readForUpdate(cpu, bits, address.linearForWrite(cpu));
  }

  @Override
  public void write(Cpu cpu, long value) {
    Memory.write(cpu, bits, address.linearForWrite(cpu), value);
  }
}
