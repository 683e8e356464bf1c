package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;
import ksim.core.segment.RealMode;

/** Operations on the interrupt flag, on RFLAGS as a whole, and HLT. */
public final class InterruptFlagOps {
  /** The flags POPF can change in ring 0; RF is cleared, VM, VIF and VIP stay. */
  private static final long POPF_FLAGS =
      Flags.STATUS | Flags.TF | Flags.IF | Flags.DF | Flags.IOPL | Flags.NT | Flags.AC | Flags.ID;

  private InterruptFlagOps() {}

  /** CLI: disables maskable interrupts. #GP(0) if CPL exceeds IOPL. */
  public record Cli() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireIoPrivilege(cpu);
      cpu.flags.clear(Flags.IF);
    }
  }

  /**
   * STI: enables maskable interrupts, after the next instruction if they were disabled. #GP(0) if
   * CPL exceeds IOPL.
   */
  public record Sti() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireIoPrivilege(cpu);
      if (!cpu.flags.interruptsEnabled()) {
        cpu.flags.set(Flags.IF);
        cpu.interrupts.shadow = true;
      }
    }
  }

  /**
   * PUSHF: pushes RFLAGS, with RF and VM read as zero. #GP(0) in virtual-8086 mode unless IOPL is
   * 3.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record Pushf(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireVirtualPrivilege(cpu);
      long top = StackPointer.get(cpu) - bits / 8;
      long value = cpu.flags.toRflags() & ~(Flags.RF | Flags.VM);
      StackPointer.write(cpu, bits, top, value);
      StackPointer.set(cpu, top);
    }
  }

  /**
   * POPF: pops RFLAGS. IOPL changes only in ring 0, IF only where CPL does not exceed IOPL. #GP(0)
   * in virtual-8086 mode unless IOPL is 3.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record Popf(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireVirtualPrivilege(cpu);
      long top = StackPointer.get(cpu);
      long value = StackPointer.read(cpu, bits, top);
      long mask = changeable(cpu) & (bits == 16 ? 0xffff : -1);
      Privilege.loadFlags(cpu, value, mask);
      StackPointer.set(cpu, top + bits / 8);
    }

    private static long changeable(Cpu cpu) {
      if (cpu.cpl() == 0) {
        return POPF_FLAGS;
      }
      boolean interruptFlag = cpu.cpl() <= cpu.flags.ioPrivilegeLevel();
      return POPF_FLAGS & ~Flags.IOPL & ~(interruptFlag ? 0 : Flags.IF);
    }
  }

  /** #GP(0) in virtual-8086 mode unless IOPL is 3. */
  static void requireVirtualPrivilege(Cpu cpu) {
    if (RealMode.isVirtual(cpu) && cpu.flags.ioPrivilegeLevel() < 3) {
      throw GuestException.generalProtection();
    }
  }

  /** HLT: sleeps until an interrupt. #GP(0) outside ring 0. */
  public record Hlt() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      cpu.interrupts.halted = true;
    }
  }
}
