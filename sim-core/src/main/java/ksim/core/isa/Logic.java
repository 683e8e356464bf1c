package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** Bitwise operations: AND OR XOR NOT TEST ANDN. */
public final class Logic {
  private Logic() {}

  /** AND. */
  public record And(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.AND.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** OR. */
  public record Or(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.OR.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** XOR. */
  public record Xor(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.readForUpdate(cpu);
      destination.write(cpu, Alu.XOR.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** NOT: leaves the flags. */
  public record Not(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, ~destination.readForUpdate(cpu));
    }
  }

  /** TEST. */
  public record Test(int bits, Operand first, Operand second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Alu.AND.apply(cpu.flags, bits, first.read(cpu), second.read(cpu));
    }
  }

  /** ANDN: the complement of the first source and the second. */
  public record Andn(int bits, Operand destination, Operand first, Operand second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long r = ~first.read(cpu) & second.read(cpu);
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, 0);
    }
  }
}
