package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** Addition, subtraction and comparison: ADD ADC SUB SBB CMP INC DEC NEG XADD CMPXCHG. */
public final class Arithmetic {
  private Arithmetic() {}

  /** ADD. */
  public record Add(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      long r = a + b;
      destination.write(cpu, r);
      cpu.flags.setAdd(bits, a, b, r);
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
      long b = source.read(cpu);
      long r = a - b;
      destination.write(cpu, r);
      cpu.flags.setSub(bits, a, b, r);
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
      long b = second.read(cpu);
      cpu.flags.setSub(bits, a, b, a - b);
    }
  }

  /** INC: leaves CF. */
  public record Inc(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long r = a + 1;
      destination.write(cpu, r);
      cpu.flags.setInc(bits, a, r);
    }
  }

  /** DEC: leaves CF. */
  public record Dec(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long r = a - 1;
      destination.write(cpu, r);
      cpu.flags.setDec(bits, a, r);
    }
  }

  /** NEG. */
  public record Neg(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long b = destination.readForUpdate(cpu);
      destination.write(cpu, -b);
      cpu.flags.setSub(bits, 0, b, -b);
    }
  }

  /** XADD of two different operands; of a register with itself it is {@link Add}. */
  public record Xadd(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      long r = a + b;
      destination.write(cpu, r);
      source.write(cpu, a);
      cpu.flags.setAdd(bits, a, b, r);
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
      cpu.flags.setSub(bits, a, b, a - b);
    }
  }
}
