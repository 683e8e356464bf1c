package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** The stack: PUSH POP ENTER LEAVE. {@code bits} is the operand size: 16, 32 or 64. */
public final class Stack {
  private Stack() {}

  /** PUSH; of rSP the value before the instruction. */
  public record Push(int bits, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long top = StackPointer.get(cpu) - (bits >> 3);
      StackPointer.write(cpu, bits, top, value);
      StackPointer.set(cpu, top);
    }
  }

  /** POP to a register; to rSP it is the value that stays. */
  public record PopRegister(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      long value = StackPointer.read(cpu, bits, top);
      StackPointer.set(cpu, top + (bits >> 3));
      destination.write(cpu, value);
    }
  }

  /**
   * POP to memory. rSP as base of the destination is the incremented one; as rSP changes only after
   * the write, the increment is part of the operand's displacement.
   */
  public record PopMemory(int bits, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      destination.write(cpu, StackPointer.read(cpu, bits, top));
      StackPointer.set(cpu, top + (bits >> 3));
    }
  }

  /** LEAVE. */
  public record Leave(int bits, Operand rbp) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long frame = cpu.gpr[Cpu.RBP] & cpu.segments.stackMask;
      rbp.write(cpu, StackPointer.read(cpu, bits, frame));
      StackPointer.set(cpu, frame + (bits >> 3));
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
      long frame = StackPointer.register(cpu, StackPointer.get(cpu) - slot);
      StackPointer.write(cpu, bits, frame, oldFrame);
      long top = frame;
      for (int i = 1; i < level; i++) {
        top -= slot;
        long copied = StackPointer.read(cpu, bits, oldFrame - (long) i * slot);
        StackPointer.write(cpu, bits, top, copied);
      }
      if (level > 0) {
        top -= slot;
        StackPointer.write(cpu, bits, top, frame);
      }
      top -= size;
      StackPointer.checkWritable(cpu, bits, top);
      rbp.write(cpu, frame);
      StackPointer.set(cpu, top);
    }
  }

  /** PUSHA and PUSHAD: all general registers; of rSP the value before the instruction. */
  public record PushAll(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      for (int register = Cpu.RAX; register <= Cpu.RDI; register++) {
        top -= bits >> 3;
        StackPointer.write(cpu, bits, top, cpu.gpr[register]);
      }
      StackPointer.set(cpu, top);
    }
  }

  /** POPA and POPAD: all general registers but rSP, whose value on the stack is skipped. */
  public record PopAll(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      int slot = bits >> 3;
      long kept = bits == 16 ? ~0xffffL : 0;
      for (int register = Cpu.RDI; register >= Cpu.RAX; register--) {
        long value = StackPointer.read(cpu, bits, top + (long) (Cpu.RDI - register) * slot);
        if (register != Cpu.RSP) { // processors keep what was popped before a fault
          cpu.gpr[register] = (cpu.gpr[register] & kept) | value;
        }
      }
      StackPointer.set(cpu, top + 8L * slot);
    }
  }
}
