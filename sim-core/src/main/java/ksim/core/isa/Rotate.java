package ksim.core.isa;

import static ksim.core.isa.Shift.maskedCount;
import static ksim.core.isa.Shift.top;

import ksim.core.cpu.Cpu;

/**
 * Rotations: ROL ROR RCL RCR, and without flags RORX. Only CF and OF change, and only if the masked
 * count is not zero. OF is defined for counts of one only; for others it is what a count of one
 * would give, and ROL and ROR of a register by an immediate leave it, as on Intel processors (a
 * Xeon of the Emerald Rapids generation, 2026-11-25).
 */
public final class Rotate {
  private Rotate() {}

  static long left(int bits, long value, int n) {
    int m = n & (bits - 1);
    return m == 0 ? value : value << m | value >>> (bits - m);
  }

  /** ROL. */
  public record Rol(int bits, Operand destination, Operand count, boolean keepsOverflow)
      implements Op {
    /** What it computes. */
    public Alu alu() {
      return keepsOverflow ? Alu.ROL_KEEPING_OVERFLOW : Alu.ROL;
    }

    @Override
    public void exec(Cpu cpu) {
      long n = count.read(cpu);
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, alu().apply(cpu.flags, bits, a, n));
    }
  }

  /** ROR. */
  public record Ror(int bits, Operand destination, Operand count, boolean keepsOverflow)
      implements Op {
    /** What it computes. */
    public Alu alu() {
      return keepsOverflow ? Alu.ROR_KEEPING_OVERFLOW : Alu.ROR;
    }

    @Override
    public void exec(Cpu cpu) {
      long n = count.read(cpu);
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, alu().apply(cpu.flags, bits, a, n));
    }
  }

  /** RCL: rotates through CF, so by one bit more; counts are reduced modulo 9 and 17. */
  public record Rcl(int bits, Operand destination, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = maskedCount(cpu, bits, count) % (bits + 1);
      long a = destination.readForUpdate(cpu);
      if (n == 0) {
        destination.write(cpu, a);
        return;
      }
      long r = a << n | cpu.flags.carryBit() << (n - 1) | a >>> (bits - n) >>> 1;
      long carry = a >>> (bits - n) & 1;
      destination.write(cpu, r);
      cpu.flags.setCarryAndOverflow(carry, top(bits, a ^ a << 1));
    }
  }

  /** RCR, see {@link Rcl}. */
  public record Rcr(int bits, Operand destination, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = maskedCount(cpu, bits, count) % (bits + 1);
      long a = destination.readForUpdate(cpu);
      if (n == 0) {
        destination.write(cpu, a);
        return;
      }
      long carry = cpu.flags.carryBit();
      long r = a >>> n | carry << (bits - n) | a << (bits - n) << 1;
      destination.write(cpu, r);
      cpu.flags.setCarryAndOverflow(a >>> (n - 1) & 1, carry ^ top(bits, a));
    }
  }

  /** RORX. */
  public record Rorx(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, left(bits, source.read(cpu), -maskedCount(cpu, bits, count)));
    }
  }
}
