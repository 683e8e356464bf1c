package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * The forms that most executed instructions have, once more without interface calls for operands:
 * destinations that are whole registers, sources that are registers or constants, and memory that
 * is only read or only written. What they compute is defined where the general forms are.
 */
public final class FastForms {
  private FastForms() {}

  /** MOV and MOVZX. */
  public record Move(WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.read(cpu));
    }
  }

  /** MOV and MOVZX from memory of any width; it reads zero-extended. */
  public record Load(int bits, int register, FlatAddress address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.gpr[register] = Memory.read(cpu, bits, address.linear(cpu));
    }
  }

  /** MOV of eight bytes from memory. */
  public record Load64(int register, FlatAddress address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.gpr[register] = cpu.mmu.read64(address.linear(cpu));
    }
  }

  /** MOV to memory. */
  public record Store(int bits, FlatAddress address, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Memory.write(cpu, bits, address.linear(cpu), source.read(cpu));
    }
  }

  /** MOV of eight bytes to memory. */
  public record Store64(FlatAddress address, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.mmu.write64(address.linear(cpu), source.read(cpu));
    }
  }

  /** LEA. */
  public record Lea(WholeRegister destination, FlatAddress address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, address.effective(cpu));
    }
  }

  /** ADD. */
  public record Add(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.ADD.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** SUB. */
  public record Sub(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.SUB.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** CMP. */
  public record Cmp(int bits, WholeRegister first, RegisterOrConstant second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Alu.SUB.apply(cpu.flags, bits, first.read(cpu), second.read(cpu));
    }
  }

  /** INC. */
  public record Inc(int bits, WholeRegister destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Alu.INC.apply(cpu.flags, bits, destination.read(cpu), 0));
    }
  }

  /** DEC. */
  public record Dec(int bits, WholeRegister destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Alu.DEC.apply(cpu.flags, bits, destination.read(cpu), 0));
    }
  }

  /** AND. */
  public record And(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.AND.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** OR. */
  public record Or(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.OR.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** XOR. */
  public record Xor(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.XOR.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** TEST. */
  public record Test(int bits, WholeRegister first, RegisterOrConstant second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Alu.AND.apply(cpu.flags, bits, first.read(cpu), second.read(cpu));
    }
  }

  /** SHL. */
  public record Shl(int bits, WholeRegister destination, RegisterOrConstant count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.SHL.apply(cpu.flags, bits, a, count.read(cpu)));
    }
  }

  /** SHR. */
  public record Shr(int bits, WholeRegister destination, RegisterOrConstant count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.SHR.apply(cpu.flags, bits, a, count.read(cpu)));
    }
  }

  /** SAR. */
  public record Sar(int bits, WholeRegister destination, RegisterOrConstant count) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.SAR.apply(cpu.flags, bits, a, count.read(cpu)));
    }
  }

  /** IMUL of two operands. */
  public record Imul(int bits, WholeRegister destination, RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      destination.write(cpu, Alu.IMUL.apply(cpu.flags, bits, a, source.read(cpu)));
    }
  }

  /** PUSH of eight bytes. */
  public record Push64(RegisterOrConstant source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP] - 8;
      cpu.mmu.write64(top, source.read(cpu));
      cpu.gpr[Cpu.RSP] = top;
    }
  }

  /** POP of eight bytes to a register; to RSP it is the value that stays. */
  public record Pop64(int register) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      long value = cpu.mmu.read64(top);
      cpu.gpr[Cpu.RSP] = top + 8;
      cpu.gpr[register] = value;
    }
  }
}
