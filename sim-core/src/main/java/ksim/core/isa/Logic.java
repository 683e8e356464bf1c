package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/** Bitwise operations: AND OR XOR NOT TEST ANDN. */
public final class Logic {
  private Logic() {}

  /** Sets the flags from a result, and answers it. */
  static long logic(Flags flags, int bits, long r) {
    flags.setLogic(bits, r);
    return r;
  }

  /** AND. */
  public record And(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long r = destination.readForUpdate(cpu) & source.read(cpu);
      destination.write(cpu, logic(cpu.flags, bits, r));
    }
  }

  /** OR. */
  public record Or(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long r = destination.readForUpdate(cpu) | source.read(cpu);
      destination.write(cpu, logic(cpu.flags, bits, r));
    }
  }

  /** XOR. */
  public record Xor(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long r = destination.readForUpdate(cpu) ^ source.read(cpu);
      destination.write(cpu, logic(cpu.flags, bits, r));
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
      logic(cpu.flags, bits, first.read(cpu) & second.read(cpu));
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
