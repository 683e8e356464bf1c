package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * Shifts: SHL SHR SAR SHLD SHRD, and without flags SHLX SHRX SARX.
 *
 * <p>A count of zero leaves the flags, but the destination is written all the same: a 32-bit
 * register loses its upper half. OF is defined for counts of one only; for others it is what a
 * count of one would give, and AF, which is undefined, is cleared: as on Intel processors (a Xeon
 * of the Emerald Rapids generation, 2026-11-25).
 */
public final class Shift {
  private Shift() {}

  /** Counts are taken modulo 64 for 64-bit operands, modulo 32 for all others. */
  static int masked(int bits, long count) {
    return (int) count & (bits - 1 | 31);
  }

  static int maskedCount(Cpu cpu, int bits, Operand count) {
    return masked(bits, count.read(cpu));
  }

  /** The top bit of a value of {@code bits} bits. */
  static long top(int bits, long value) {
    return value >>> (bits - 1) & 1;
  }

  /** SHL, SAL. */
  public record Shl(int bits, Operand destination, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long n = count.read(cpu);
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.SHL.apply(cpu.flags, bits, a, n));
    }
  }

  /** SHR. */
  public record Shr(int bits, Operand destination, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long n = count.read(cpu);
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.SHR.apply(cpu.flags, bits, a, n));
    }
  }

  /** SAR. */
  public record Sar(int bits, Operand destination, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long n = count.read(cpu);
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.SAR.apply(cpu.flags, bits, a, n));
    }
  }

  /**
   * SHLD. Counts above 16 of 16-bit operands are undefined; here the two operands then rotate, as
   * on Intel processors since the P6.
   */
  public record Shld(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = maskedCount(cpu, bits, count);
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      if (n == 0) {
        destination.write(cpu, a);
        return;
      }
      long wide = a << 32 | b << 16 | a; // of 16-bit operands
      long r = bits == 16 ? wide << n >>> 32 : a << n | b >>> (bits - n);
      long carry = (bits == 16 ? wide >>> (48 - n) : a >>> (bits - n)) & 1;
      destination.write(cpu, r);
      cpu.flags.setLogic(bits, r, carry, top(bits, a ^ a << 1));
    }
  }

  /** SHRD, see {@link Shld}. */
  public record Shrd(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = maskedCount(cpu, bits, count);
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      if (n == 0) {
        destination.write(cpu, a);
        return;
      }
      long wide = a << 32 | b << 16 | a; // of 16-bit operands
      long r = bits == 16 ? wide >>> n : a >>> n | b << (bits - n);
      long carry = (bits == 16 ? wide : a) >>> (n - 1) & 1;
      destination.write(cpu, r);
      cpu.flags.setLogic(bits, r, carry, (b & 1) ^ top(bits, a));
    }
  }

  /** SHLX. */
  public record Shlx(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.read(cpu) << maskedCount(cpu, bits, count));
    }
  }

  /** SHRX. */
  public record Shrx(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.read(cpu) >>> maskedCount(cpu, bits, count));
    }
  }

  /** SARX. */
  public record Sarx(int bits, Operand destination, Operand source, Operand count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int unused = 64 - bits;
      long a = source.read(cpu) << unused >> unused;
      destination.write(cpu, a >> maskedCount(cpu, bits, count));
    }
  }
}
