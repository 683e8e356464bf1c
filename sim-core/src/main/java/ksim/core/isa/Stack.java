package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * The stack: PUSH POP ENTER LEAVE. In 64-bit mode the stack pointer is always RSP and the operand
 * 64 or 16 bits.
 */
public final class Stack {
  private Stack() {}

  /** PUSH; of RSP the value before the instruction. */
  public record Push(int bits, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long top = cpu.gpr[Cpu.RSP] - (bits >> 3);
      Memory.write(cpu, bits, top, value);
      cpu.gpr[Cpu.RSP] = top;
    }
  }

  /** POP to a register; to RSP it is the value that stays. */
  public record PopRegister(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      long value = Memory.read(cpu, bits, top);
      cpu.gpr[Cpu.RSP] = top + (bits >> 3);
      destination.write(cpu, value);
    }
  }

  /**
   * POP to memory. RSP as base of the destination is the incremented one; as RSP changes only after
   * the write, the increment is part of the operand's displacement.
   */
  public record PopMemory(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      destination.write(cpu, Memory.read(cpu, bits, top));
      cpu.gpr[Cpu.RSP] = top + (bits >> 3);
    }
  }

  /** LEAVE. */
  public record Leave(int bits, Operand rbp) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long frame = cpu.gpr[Cpu.RBP];
      rbp.write(cpu, Memory.read(cpu, bits, frame));
      cpu.gpr[Cpu.RSP] = frame + (bits >> 3);
    }
  }

  /**
   * ENTER.
   *
   * @param size bytes of the new frame
   * @param level nesting level, 0 to 31
   */
  public record Enter(int bits, Operand rbp, int size, int level) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int slot = bits >> 3;
      long oldFrame = cpu.gpr[Cpu.RBP];
      long frame = cpu.gpr[Cpu.RSP] - slot;
      Memory.write(cpu, bits, frame, oldFrame);
      long top = frame;
      for (int i = 1; i < level; i++) {
        top -= slot;
        Memory.write(cpu, bits, top, Memory.read(cpu, bits, oldFrame - (long) i * slot));
      }
      if (level > 0) {
        top -= slot;
        Memory.write(cpu, bits, top, frame);
      }
      top -= size;
      cpu.mmu.checkWritable(top, slot);
      rbp.write(cpu, frame);
      cpu.gpr[Cpu.RSP] = top;
    }
  }
}
