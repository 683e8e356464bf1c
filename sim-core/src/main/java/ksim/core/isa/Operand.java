package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * Where an operation reads a value from and writes it to: a register, memory or an immediate, each
 * of one width.
 */
public interface Operand {
  /** The value, zero-extended to 64 bits. */
  long read(Cpu cpu);

  /**
   * The value, of a location that is going to be written: memory is checked for write access first.
   */
  long readForUpdate(Cpu cpu);

  /** Writes the low bits of {@code value}; a 32-bit register write clears the upper half. */
  void write(Cpu cpu, long value);
}
