package ksim.core.isa;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Interrupts;
import ksim.core.fault.GuestException;

/** Moves to and from debug registers (Intel SDM volume 3, section 18.2). */
public final class DebugRegisterOps {
  private static final long LOW = 0xffff_ffffL;
  private static final long GENERAL_DETECT = ControlRegisters.DR7_GENERAL_DETECT;
  private static final long STATUS_FIXED = 0xffff_0ff0L;
  private static final long STATUS_BITS = 0xe00f;
  private static final long CONTROL_FIXED = 1 << 10;
  private static final long CONTROL_BITS = 0xffff_23ffL;

  private DebugRegisterOps() {}

  /** The register accessed: DR4 and DR5 stand for DR6 and DR7, or are #UD with CR4.DE set. */
  private static int check(Cpu cpu, int number) {
    boolean alias = number == 4 || number == 5;
    if (number > 7 || (alias && (cpu.control.cr4 & Cr4.DE) != 0)) {
      throw GuestException.invalidOpcode();
    }
    Privilege.requireSupervisor(cpu);
    if ((cpu.control.debug[7] & GENERAL_DETECT) != 0) {
      cpu.control.raiseDebugStatus(GENERAL_DETECT);
      throw GuestException.debugFault();
    }
    return alias ? number + 2 : number;
  }

  /** MOV from a debug register. #GP(0) outside ring 0. */
  public record MovFromDebug(int destination, int number) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.gpr[destination] = cpu.control.debug[check(cpu, number)];
    }
  }

  /** MOV to a debug register. #GP(0) outside ring 0, and for bits 63-32 of DR6 and DR7. */
  public record MovToDebug(int number, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int target = check(cpu, number);
      long value = cpu.code().isLong() ? cpu.gpr[source] : cpu.gpr[source] & LOW;
      if (target >= 6 && value >>> 32 != 0) {
        throw GuestException.generalProtection();
      }
      cpu.control.debug[target] =
          switch (target) {
            case 6 -> (value & STATUS_BITS) | STATUS_FIXED;
            case 7 -> (value & CONTROL_BITS) | CONTROL_FIXED;
            default -> value;
          };
      cpu.updateBreakpoints();
      // RF is clear now: what it was set for has been executed.
      cpu.interrupts.resumeRip = Interrupts.NOWHERE;
    }
  }
}
