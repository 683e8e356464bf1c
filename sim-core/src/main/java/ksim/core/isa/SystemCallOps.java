package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;

/** SYSCALL, SYSRET and SWAPGS, which exist in 64-bit mode only. */
public final class SystemCallOps {
  /** EFER.SCE: SYSCALL and SYSRET are enabled. */
  private static final long SYSTEM_CALL_ENABLE = 1;

  private static final int CODE64 = 0xa09b;
  private static final int CODE32 = 0xc09b;
  private static final int DATA = 0xc093;
  private static final int USER = 3 << 5;
  private static final long WHOLE = 0xffff_ffffL;

  /** The flags SYSRET loads from R11. */
  private static final long SYSRET_FLAGS = 0x3c7fd7 & Flags.ALL;

  private SystemCallOps() {}

  private static void requireEnabled(Cpu cpu) {
    if (!cpu.code().isLong() || (cpu.msrs.efer & SYSTEM_CALL_ENABLE) == 0) {
      throw GuestException.invalidOpcode();
    }
  }

  /**
   * SYSCALL: RCX and R11 get RIP and RFLAGS, RIP comes from IA32_LSTAR, the flags in IA32_FMASK are
   * cleared. The descriptors of CS and SS are not read: they are flat by definition.
   */
  public record Syscall() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      int selector = (int) (cpu.msrs.star >>> 32) & 0xfffc;
      cpu.gpr[Cpu.RCX] = cpu.rip;
      cpu.gpr[11] = cpu.flags.toRflags() & ~Flags.RF;
      Privilege.loadFlags(cpu, 0, cpu.msrs.fmask | Flags.RF);
      cpu.loadCode(new Segment(selector, 0, WHOLE, CODE64));
      cpu.segments.load(Segments.SS, new Segment(selector + 8 & 0xffff, 0, WHOLE, DATA));
      cpu.setCpl(0);
      cpu.rip = cpu.msrs.lstar;
      // A mask that clears TF suppresses the debug trap of this very instruction.
      cpu.interrupts.singleStep &= cpu.flags.isSet(Flags.TF);
    }
  }

  /**
   * SYSRET: RIP and RFLAGS come from RCX and R11; ring 3. #GP(0) outside ring 0, and where RIP
   * would not be canonical.
   *
   * @param bits operand size: 64 returns to 64-bit mode, 32 to compatibility mode
   */
  public record Sysret(int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireEnabled(cpu);
      Privilege.requireSupervisor(cpu);
      boolean compatibility = bits == 32;
      long rip = compatibility ? cpu.gpr[Cpu.RCX] & WHOLE : cpu.gpr[Cpu.RCX];
      if (!cpu.mmu.isCanonical(rip)) {
        throw GuestException.generalProtection();
      }
      long rflags = cpu.gpr[11] & SYSRET_FLAGS;
      int selector = (int) (cpu.msrs.star >>> 48);
      int code = (selector + (compatibility ? 0 : 16) & 0xffff) | 3;
      int stack = (selector + 8 & 0xffff) | 3;
      Privilege.loadFlags(cpu, rflags, Flags.ALL);
      int attributes = compatibility ? CODE32 : CODE64;
      cpu.loadCode(new Segment(code, 0, WHOLE, attributes | USER));
      cpu.segments.load(Segments.SS, new Segment(stack, 0, WHOLE, DATA | USER));
      cpu.setCpl(3);
      cpu.rip = rip;
    }
  }

  /** SWAPGS: exchanges GS.base with IA32_KERNEL_GS_BASE. #GP(0) outside ring 0. */
  public record Swapgs() implements Op {
    @Override
    public void exec(Cpu cpu) {
      Privilege.requireSupervisor(cpu);
      long base = cpu.segments.base[Segments.GS];
      cpu.segments.base[Segments.GS] = cpu.msrs.kernelGsBase;
      cpu.msrs.kernelGsBase = base;
    }
  }
}
