package ksim.core.isa;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.ModelSpecificRegisters;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;

/**
 * SYSENTER and SYSEXIT. The descriptors of CS and SS are not read: they are flat by definition, and
 * their selectors follow from IA32_SYSENTER_CS. #GP(0) in real mode, and where that is null.
 */
public final class FastSystemCallOps {
  private static final int CODE64 = 0xa09b;
  private static final int CODE32 = 0xc09b;
  private static final int DATA = 0xc093;
  private static final int USER = 3 << 5;
  private static final long WHOLE = 0xffff_ffffL;

  private FastSystemCallOps() {}

  private static int selector(Cpu cpu) {
    int selector = (int) cpu.msrs.sysenterCs & 0xfffc;
    if ((cpu.control.cr0 & ControlRegisters.CR0_PE) == 0 || selector == 0) {
      throw GuestException.generalProtection();
    }
    return selector;
  }

  private static void enter(Cpu cpu, Segment code, Segment stack, int level) {
    cpu.setCpl(level);
    cpu.loadCode(code);
    cpu.segments.load(Segments.SS, stack);
  }

  /** SYSENTER: to ring 0, in IA-32e mode to 64-bit mode. Interrupts are disabled. */
  public record Sysenter() implements Op {
    @Override
    public void exec(Cpu cpu) {
      int selector = selector(cpu);
      boolean longMode = (cpu.msrs.efer & ModelSpecificRegisters.EFER_LMA) != 0;
      long mask = longMode ? -1 : WHOLE;
      cpu.flags.clear(Flags.VM | Flags.IF | Flags.RF);
      enter(
          cpu,
          new Segment(selector, 0, WHOLE, longMode ? CODE64 : CODE32),
          new Segment((selector + 8) & 0xffff, 0, WHOLE, DATA),
          0);
      cpu.gpr[Cpu.RSP] = cpu.msrs.sysenterEsp & mask;
      cpu.rip = cpu.msrs.sysenterEip & mask;
    }
  }

  /**
   * SYSEXIT: to ring 3 at rDX with the stack at rCX. #GP(0) outside ring 0, and where one of them
   * is not canonical.
   *
   * @param bits operand size: 64 returns to 64-bit mode, else 32
   */
  public record Sysexit(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int selector = selector(cpu);
      Privilege.requireSupervisor(cpu);
      boolean long64 = bits == 64;
      long rip = cpu.gpr[Cpu.RDX];
      long rsp = cpu.gpr[Cpu.RCX];
      if (long64 && !(cpu.mmu.isCanonical(rip) && cpu.mmu.isCanonical(rsp))) {
        throw GuestException.generalProtection();
      }
      int code = ((selector + (long64 ? 32 : 16)) & 0xffff) | 3;
      enter(
          cpu,
          new Segment(code, 0, WHOLE, (long64 ? CODE64 : CODE32) | USER),
          new Segment((((code & ~3) + 8) & 0xffff) | 3, 0, WHOLE, DATA | USER),
          3);
      cpu.gpr[Cpu.RSP] = long64 ? rsp : rsp & WHOLE;
      cpu.rip = long64 ? rip : rip & WHOLE;
    }
  }
}
