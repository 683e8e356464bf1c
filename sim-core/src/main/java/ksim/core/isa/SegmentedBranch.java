package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/**
 * Near CALL, RET and indirect JMP outside 64-bit mode: the target is cut to the operand size, 16 or
 * 32 bits, and must lie within the code segment, else #GP(0). Branches to fixed targets that leave
 * the stack alone are those of {@link Branch}.
 */
public final class SegmentedBranch {
  private SegmentedBranch() {}

  private static long checked(Cpu cpu, long target) {
    if (cpu.code().isBeyondLimit(target)) {
      throw GuestException.generalProtection();
    }
    return target;
  }

  /** JMP to an offset in a register or in memory. */
  public record JumpIndirect(Operand target) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.rip = checked(cpu, target.read(cpu));
    }
  }

  /**
   * CALL.
   *
   * @param bits operand size
   * @param target offset to call
   * @param next return address
   */
  public record Call(int bits, Operand target, long next) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long to = checked(cpu, target.read(cpu));
      long top = StackPointer.get(cpu) - (bits >> 3);
      StackPointer.write(cpu, bits, top, next);
      StackPointer.set(cpu, top);
      cpu.rip = to;
    }
  }

  /**
   * RET.
   *
   * @param bits operand size
   * @param extra bytes of arguments that are dropped after the return address
   */
  public record Return(int bits, int extra) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long top = StackPointer.get(cpu);
      cpu.rip = checked(cpu, StackPointer.read(cpu, bits, top));
      StackPointer.set(cpu, top + (bits >> 3) + extra);
    }
  }
}
