package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * A destination register of 32 or 64 bits: a write replaces the whole register. Where operations
 * have this as a component, not {@link Operand}, it is accessed without an interface call.
 *
 * @param number number in hardware order
 * @param mask the bits of the operand, which are also all that a write leaves set
 */
public record WholeRegister(int number, long mask) {
  long read(Cpu cpu) {
    return cpu.gpr[number] & mask;
  }

  void write(Cpu cpu, long value) {
    cpu.gpr[number] = value & mask;
  }
}
