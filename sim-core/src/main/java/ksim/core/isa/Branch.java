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

  /**
   * A target that has been checked. Nearly always bits 63-48 are copies of bit 47; only with
   * 5-level paging can they be others.
   *
   * @throws GuestException #GP(0) if it is not canonical
   */
  public static long canonical(Cpu cpu, long target) {
    if (target << 16 >> 16 != target && !cpu.mmu.isCanonical(target)) {
      throw GuestException.generalProtection(0);
    }
    return target;
  }

  /** Jcc. */
  public record JumpIf(int condition, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (cpu.flags.holds(condition)) {
        cpu.rip = canonical(cpu, target);
      }
    }
  }

  /** JMP to a fixed address. */
  public record Jump(long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.rip = canonical(cpu, target);
    }
  }

  /** JMP to an address in a register or in memory. */
  public record JumpIndirect(Operand target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.rip = canonical(cpu, target.read(cpu));
    }
  }

  /** CALL of a fixed address; {@code next} is the return address. */
  public record Call(long target, long next) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP] - STACK_SLOT;
      cpu.mmu.write64(top, next); // before the target is checked, as processors do
      canonical(cpu, target);
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
      canonical(cpu, to);
      cpu.gpr[Cpu.RSP] = top;
      cpu.rip = to;
    }
  }

  /** RET; {@code extra} bytes of arguments are dropped after the return address. */
  public record Return(int extra) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = cpu.gpr[Cpu.RSP];
      cpu.rip = canonical(cpu, cpu.mmu.read64(top));
      cpu.gpr[Cpu.RSP] = top + STACK_SLOT + extra;
    }
  }

  /** JCXZ, JECXZ, JRCXZ: {@code counter} is of the address size. */
  public record JumpIfCounterZero(Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (counter.read(cpu) == 0) {
        cpu.rip = canonical(cpu, target);
      }
    }
  }

  /** LOOP: {@code counter} is of the address size. */
  public record Loop(Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long count = counter.read(cpu);
      long to = count == 1 ? cpu.rip : canonical(cpu, target);
      counter.write(cpu, count - 1);
      cpu.rip = to;
    }
  }

  /** LOOPE and LOOPNE: go on while ZF is as given, too. */
  public record LoopWhile(boolean zero, Operand counter, long target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long count = counter.read(cpu);
      boolean taken = count != 1 && cpu.flags.zero() == zero;
      long to = taken ? canonical(cpu, target) : cpu.rip;
      counter.write(cpu, count - 1);
      cpu.rip = to;
    }
  }
}
