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
  private long linear(Cpu cpu) {
    int unused = 64 - bits;
    long bit = offset.read(cpu) << unused >> unused;
    long bytes = (bit & -bits) >> 3;
    return ((address.effective(cpu) + bytes) & address.mask()) + cpu.segmentBase[address.segment()];
  }

  @Override
  public long read(Cpu cpu) {
    return switch (bits) {
      case 16 -> cpu.mmu.read16(linear(cpu));
      case 32 -> cpu.mmu.read32(linear(cpu));
      default -> cpu.mmu.read64(linear(cpu));
    };
  }

  @Override
  public long readForUpdate(Cpu cpu) {
    return switch (bits) {
      case 16 -> cpu.mmu.readForUpdate16(linear(cpu));
      case 32 -> cpu.mmu.readForUpdate32(linear(cpu));
      default -> cpu.mmu.readForUpdate64(linear(cpu));
    };
  }

  @Override
  public void write(Cpu cpu, long value) {
    switch (bits) {
      case 16 -> cpu.mmu.write16(linear(cpu), value);
      case 32 -> cpu.mmu.write32(linear(cpu), value);
      default -> cpu.mmu.write64(linear(cpu), value);
    }
  }
}
