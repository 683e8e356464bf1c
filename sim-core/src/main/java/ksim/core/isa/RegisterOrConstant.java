package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * A source that is the low part of a register or a constant, told apart without a branch.
 *
 * @param number the register, {@link Cpu#ZERO} for a constant
 * @param mask the bits of the register that count
 * @param constant the constant, zero for a register
 */
public record RegisterOrConstant(int number, long mask, long constant) {
  long read(Cpu cpu) {
    return (cpu.gpr[number] & mask) | constant;
  }
}
