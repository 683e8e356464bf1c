package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/**
 * DIV and IDIV. A zero divisor and a quotient that does not fit raise #DE with nothing changed. The
 * flags are undefined; here they are left.
 */
public final class Divide {
  private Divide() {}

  /** DIV of 8 bits: AL, AH = AX divided by source. */
  public record Div8(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long divisor = source.read(cpu);
      long dividend = cpu.gpr[Cpu.RAX] & 0xffff;
      if (divisor == 0 || dividend >>> 8 >= divisor) {
        throw GuestException.divideError();
      }
      long result = dividend / divisor | dividend % divisor << 8;
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffffL) | result;
    }
  }

  /** IDIV of 8 bits: AL, AH = AX divided by source. */
  public record Idiv8(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int divisor = (byte) source.read(cpu);
      int dividend = (short) cpu.gpr[Cpu.RAX];
      if (divisor == 0 || dividend / divisor != (byte) (dividend / divisor)) {
        throw GuestException.divideError();
      }
      long result = (dividend / divisor & 0xff) | (dividend % divisor & 0xff) << 8;
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffffL) | result;
    }
  }

  /** DIV of 16, 32 or 64 bits: rAX, rDX = rDX:rAX divided by source. */
  public record Div(int bits, Operand rdx, Operand rax, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long divisor = source.read(cpu);
      long high = rdx.read(cpu);
      long low = rax.read(cpu);
      if (Long.compareUnsigned(high, divisor) >= 0) { // also where the divisor is zero
        throw GuestException.divideError();
      }
      long quotient;
      if (bits == 64) {
        quotient = unsignedQuotient(high, low, divisor);
      } else {
        low |= high << bits;
        quotient = Long.divideUnsigned(low, divisor);
      }
      rax.write(cpu, quotient);
      rdx.write(cpu, low - quotient * divisor);
    }
  }

  /** IDIV of 16, 32 or 64 bits: rAX, rDX = rDX:rAX divided by source, rounded towards zero. */
  public record Idiv(int bits, Operand rdx, Operand rax, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int unused = 64 - bits;
      long divisor = source.read(cpu) << unused >> unused;
      long high = rdx.read(cpu) << unused >> unused;
      long low = rax.read(cpu);
      if (bits < 64) {
        low |= high << bits;
        high = low >> 63;
      }
      long quotient = signedQuotient(high, low, divisor);
      if (quotient << unused >> unused != quotient) {
        throw GuestException.divideError();
      }
      rax.write(cpu, quotient);
      rdx.write(cpu, low - quotient * divisor);
    }
  }

  private static long signedQuotient(long high, long low, long divisor) {
    long magnitudeHigh = high;
    long magnitudeLow = low;
    if (high < 0) {
      magnitudeLow = -low;
      magnitudeHigh = ~high + (low == 0 ? 1 : 0);
    }
    long magnitude = Math.abs(divisor); // of the most negative number: 2^63, unsigned
    if (Long.compareUnsigned(magnitudeHigh, magnitude) >= 0) {
      throw GuestException.divideError();
    }
    long quotient = unsignedQuotient(magnitudeHigh, magnitudeLow, magnitude);
    long signed = (high ^ divisor) < 0 ? -quotient : quotient;
    if (quotient != 0 && (signed ^ high ^ divisor) < 0) {
      throw GuestException.divideError();
    }
    return signed;
  }

  /**
   * The quotient of a 128-bit number and a divisor greater than its upper half: schoolbook division
   * with two digits of 32 bits (Knuth volume 2, section 4.3.1, algorithm D).
   */
  private static long unsignedQuotient(long high, long low, long divisor) {
    if (high == 0) {
      return Long.divideUnsigned(low, divisor);
    }
    int shift = Long.numberOfLeadingZeros(divisor);
    long d = divisor << shift;
    long upper = shift == 0 ? high : high << shift | low >>> (64 - shift);
    long lower = low << shift;
    long q1 = digit(upper, lower >>> 32, d);
    long rest = (upper << 32 | lower >>> 32) - q1 * d;
    long q0 = digit(rest, lower & 0xffff_ffffL, d);
    return (q1 << 32) + q0;
  }

  /** One digit of the quotient of {@code upper:next}, 96 bits, and the normalised divisor. */
  private static long digit(long upper, long next, long divisor) {
    long top = divisor >>> 32;
    long bottom = divisor & 0xffff_ffffL;
    long q = Long.divideUnsigned(upper, top);
    long rest = upper - q * top;
    while (q >>> 32 != 0 || Long.compareUnsigned(q * bottom, rest << 32 | next) > 0) {
      q--;
      rest += top;
      if (rest >>> 32 != 0) {
        break;
      }
    }
    return q;
  }
}
