package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;
import ksim.core.isa.Memory;
import ksim.core.isa.Operand;
import ksim.core.softfloat.Extended;

/**
 * Ten bytes of memory.
 *
 * @param low the significand
 * @param high sign and exponent
 */
public record ExtendedMemory(Operand low, Operand high) {
  private static final int HIGH_AT = 8;

  /** The ten bytes at an address. */
  public static ExtendedMemory at(Address address) {
    return new ExtendedMemory(Memory.of(64, address), Memory.of(16, address.plus(HIGH_AT)));
  }

  Extended read(Cpu cpu) {
    long significand = low.read(cpu);
    return new Extended((int) high.read(cpu), significand);
  }

  /** Writes the significand, then sign and exponent: where those fault, it has been written. */
  void write(Cpu cpu, Extended value) {
    low.write(cpu, value.significand());
    high.write(cpu, value.signExponent());
  }
}
