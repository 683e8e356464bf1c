package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * The memory operand of BT, BTS, BTR and BTC with a register as bit offset: the element, of {@code
 * bits} bits, of the string at {@code address} that holds the bit. The offset is signed, and
 * reaches far beyond the operand (Intel SDM volume 2, section 3.1.1.9).
 *
 * @param bits operand size: 16, 32 or 64
 * @param address where bit 0 is
 * @param offset number of the bit
 */
public record BitString(int bits, Address address, Operand offset) implements Operand {
  /** Distance in bytes of the element from the address. */
  private long distance(Cpu cpu) {
    int unused = 64 - bits;
    long bit = offset.read(cpu) << unused >> unused;
    return (bit & -bits) >> 3;
  }

  @Override
  public long read(Cpu cpu) {
    return Memory.read(cpu, bits, address.linear(cpu, distance(cpu)));
  }

  @Override
  public long readForUpdate(Cpu cpu) {
    return Memory.readForUpdate(cpu, bits, address.linearForWrite(cpu, distance(cpu)));
  }

  @Override
  public void write(Cpu cpu, long value) {
    Memory.write(cpu, bits, address.linearForWrite(cpu, distance(cpu)), value);
  }
}
