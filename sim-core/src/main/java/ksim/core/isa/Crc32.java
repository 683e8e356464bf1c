package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * CRC32: accumulates the cyclic redundancy check of the polynomial 0x11edc6f41 (Castagnoli), bits
 * reflected.
 *
 * @param sourceBits width of the source: 8, 16, 32 or 64
 */
public record Crc32(int sourceBits, Operand destination, Operand source) implements Op {
  private static final long REFLECTED_POLYNOMIAL = 0x82f63b78L;

  @Override
  public void exec(Cpu cpu) {
    long crc = destination.read(cpu) & 0xffff_ffffL;
    long data = source.read(cpu);
    for (int shift = 0; shift < sourceBits; shift += 8) {
      crc ^= data >>> shift & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ (REFLECTED_POLYNOMIAL & -(crc & 1));
      }
    }
    destination.write(cpu, crc);
  }
}
