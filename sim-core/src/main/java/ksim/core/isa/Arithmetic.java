package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/**
 * Addition, subtraction and comparison: ADD ADC SUB SBB CMP INC DEC NEG XADD CMPXCHG.
 *
 * <p>Flags may be set before the destination is written: {@link Operand#readForUpdate} has raised
 * whatever the write could raise.
 */
public final class Arithmetic {
  private Arithmetic() {}

  static long add(Flags flags, int bits, long a, long b) {
    long r = a + b;
    flags.setAdd(bits, a, b, r);
    return r;
  }

  static long sub(Flags flags, int bits, long a, long b) {
    long r = a - b;
    flags.setSub(bits, a, b, r);
    return r;
  }

  static long inc(Flags flags, int bits, long a) {
    long r = a + 1;
    flags.setInc(bits, a, r);
    return r;
  }

  static long dec(Flags flags, int bits, long a) {
    long r = a - 1;
    flags.setDec(bits, a, r);
    return r;
  }

  /** ADD. */
  public record Add(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, add(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** ADC. */
  public record Adc(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      long r = a + b + cpu.flags.carryBit();
      destination.write(cpu, r);
      cpu.flags.setAdd(bits, a, b, r);
    }
  }

  /** SUB. */
  public record Sub(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, sub(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** SBB. */
  public record Sbb(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      long r = a - b - cpu.flags.carryBit();
      destination.write(cpu, r);
      cpu.flags.setSub(bits, a, b, r);
    }
  }

  /** CMP. */
  public record Cmp(int bits, Operand first, Operand second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = first.read(cpu);
      sub(cpu.flags, bits, a, second.read(cpu));
    }
  }

  /** INC: leaves CF. */
  public record Inc(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, inc(cpu.flags, bits, destination.readForUpdate(cpu)));
    }
  }

  /** DEC: leaves CF. */
  public record Dec(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, dec(cpu.flags, bits, destination.readForUpdate(cpu)));
    }
  }

  /** NEG. */
  public record Neg(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, sub(cpu.flags, bits, 0, destination.readForUpdate(cpu)));
    }
  }

  /** XADD of two different operands; of a register with itself it is {@link Add}. */
  public record Xadd(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      destination.write(cpu, add(cpu.flags, bits, a, b));
      source.write(cpu, a);
    }
  }

  /**
   * CMPXCHG. Where the comparison fails the processor writes the old value back to memory; nobody
   * can see that, and a destination register is left alone, upper half included.
   */
  public record Cmpxchg(int bits, Operand accumulator, Operand destination, Operand source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = accumulator.read(cpu);
      long b = destination.readForUpdate(cpu);
      if (((a ^ b) << (64 - bits)) == 0) {
        destination.write(cpu, source.read(cpu));
      } else {
        accumulator.write(cpu, b);
      }
      sub(cpu.flags, bits, a, b);
    }
  }
}
