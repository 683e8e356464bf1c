package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * Addition, subtraction and comparison: ADD ADC SUB SBB CMP INC DEC NEG XADD CMPXCHG.
 *
 * <p>Flags may be set before the destination is written: {@link Operand#readForUpdate} has raised
 * whatever the write could raise.
 */
public final class Arithmetic {
  private Arithmetic() {}

  /** ADD. */
  public record Add(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.ADD.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** ADC. */
  public record Adc(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.ADC.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** SUB. */
  public record Sub(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.SUB.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** SBB. */
  public record Sbb(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.SBB.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** CMP. */
  public record Cmp(int bits, Operand first, Operand second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = first.read(cpu);
      Alu.SUB.apply(cpu.flags, bits, a, second.read(cpu));
    }
  }

  /** INC: leaves CF. */
  public record Inc(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Alu.INC.apply(cpu.flags, bits, destination.readForUpdate(cpu), 0));
    }
  }

  /** DEC: leaves CF. */
  public record Dec(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Alu.DEC.apply(cpu.flags, bits, destination.readForUpdate(cpu), 0));
    }
  }

  /** NEG. */
  public record Neg(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Alu.NEG.apply(cpu.flags, bits, destination.readForUpdate(cpu), 0));
    }
  }

  /** XADD of two different operands; of a register with itself it is {@link Add}. */
  public record Xadd(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      long b = source.read(cpu);
      destination.write(cpu, Alu.ADD.apply(cpu.flags, bits, a, b));
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
      Alu.SUB.apply(cpu.flags, bits, a, b);
    }
  }
}
