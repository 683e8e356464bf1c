package ksim.core.isa;

import java.math.BigInteger;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** Whether a division raises #DE, by arithmetic on big integers. */
final class Divisions {
  private Divisions() {}

  /** True for DIV and IDIV by zero or with a quotient that does not fit. */
  static boolean faults(Instruction instruction, Snapshot state) {
    boolean signed = instruction.mnemonic().equals("idiv");
    if (!signed && !instruction.mnemonic().equals("div")) {
      return false;
    }
    int bits = Testable.bits(instruction);
    BigInteger divisor = number(source(instruction, state, bits), bits, signed);
    if (divisor.signum() == 0) {
      return true;
    }
    long rax = state.gpr()[Cpu.RAX];
    long rdx = bits == 8 ? rax >> 8 : state.gpr()[Cpu.RDX];
    BigInteger dividend = number(rdx, bits, signed).shiftLeft(bits).add(number(rax, bits, false));
    BigInteger quotient = dividend.divide(divisor);
    return signed ? quotient.bitLength() >= bits : quotient.bitLength() > bits;
  }

  private static BigInteger number(long value, int bits, boolean signed) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
    BigInteger number = BigInteger.valueOf(value).mod(modulus);
    return signed && number.testBit(bits - 1) ? number.subtract(modulus) : number;
  }

  private static long source(Instruction instruction, Snapshot state, int bits) {
    return switch (instruction.operands().getFirst()) {
      case RegisterOperand r when r.kind() == RegisterKind.HIGH_BYTE ->
          state.gpr()[r.number()] >> 8;
      case RegisterOperand r -> state.gpr()[r.number()];
      case MemoryOperand m -> {
        long address = m.displacement();
        address += m.base() >= 0 ? state.gpr()[m.base()] : 0;
        address += m.index() >= 0 ? state.gpr()[m.index()] * m.scale() : 0;
        address += m.base() == MemoryOperand.RIP ? Snapshot.CODE + instruction.length() : 0;
        address &= m.addressBits() == 64 ? -1 : 0xffff_ffffL;
        long value = 0;
        for (int i = 0; i < bits / 8; i++) {
          value |= (state.memory()[(int) (address - Snapshot.MEMORY) + i] & 0xffL) << (8 * i);
        }
        yield value;
      }
      default -> throw new IllegalArgumentException("not a divisor");
    };
  }
}
