package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/**
 * Near branches: Jcc JMP CALL RET LOOPcc JrCXZ. A branch that is not taken leaves {@link Cpu#rip},
 * which is then the address of the next instruction. A target that is not canonical raises #GP(0)
 * before anything changes.
 */
public final class Branch {
  private static final int STACK_SLOT = 8;

  private Branch() {}

  /** Bits 63-48 of a canonical address are copies of bit 47. */
  private static long canonical(long target) {
    if (target << 16 >> 16 != target) {
      throw GuestException.generalProtection(0);
    }
    return target;
  }

  /** Jcc. */
  public record JumpIf(int condition, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (cpu.flags.holds(condition)) {
        cpu.rip = canonical(target);
      }
    }
  }

  /** JMP to a fixed address. */
  public record Jump(long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.rip = canonical(target);
    }
  }

  /** JMP to an address in a register or in memory. */
  public record JumpIndirect(Operand target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.rip = canonical(target.read(cpu));
    }
  }

  /** CALL of a fixed address; {@code next} is the return address. */
  public record Call(long target, long next) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP] - STACK_SLOT;
      cpu.mmu.write64(top, next); // before the target is checked, as processors do
      canonical(target);
      cpu.gpr[Cpu.RSP] = top;
      cpu.rip = target;
    }
  }

  /** CALL of an address in a register or in memory; {@code next} is the return address. */
  public record CallIndirect(Operand target, long next) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long to = target.read(cpu);
      long top = cpu.gpr[Cpu.RSP] - STACK_SLOT;
      cpu.mmu.write64(top, next); // before the target is checked, as processors do
      canonical(to);
      cpu.gpr[Cpu.RSP] = top;
      cpu.rip = to;
    }
  }

  /** RET; {@code extra} bytes of arguments are dropped after the return address. */
  public record Return(int extra) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      cpu.rip = canonical(cpu.mmu.read64(top));
      cpu.gpr[Cpu.RSP] = top + STACK_SLOT + extra;
    }
  }

  /** JCXZ, JECXZ, JRCXZ: {@code counter} is of the address size. */
  public record JumpIfCounterZero(Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (counter.read(cpu) == 0) {
        cpu.rip = canonical(target);
      }
    }
  }

  /** LOOP: {@code counter} is of the address size. */
  public record Loop(Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      canonical(target);
      counter.write(cpu, counter.read(cpu) - 1);
      if (counter.read(cpu) != 0) {
        cpu.rip = target;
      }
    }
  }

  /** LOOPE and LOOPNE: go on while ZF is as given, too. */
  public record LoopWhile(boolean zero, Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      canonical(target);
      counter.write(cpu, counter.read(cpu) - 1);
      if (counter.read(cpu) != 0 && cpu.flags.zero() == zero) {
        cpu.rip = target;
      }
    }
  }
}
