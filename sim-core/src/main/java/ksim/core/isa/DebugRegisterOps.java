package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/**
 * Moves to and from debug registers (Intel SDM volume 3, section 17.2). Breakpoint addresses are
 * stored; enabling a breakpoint is not implemented.
 */
public final class DebugRegisterOps {
  private static final long DEBUGGING_EXTENSIONS = 1 << 3;
  private static final long GENERAL_DETECT = 1 << 13;
  private static final long BREAKPOINT_ENABLES = 0xff;
  private static final long STATUS_FIXED = 0xffff_0ff0L;
  private static final long STATUS_BITS = 0xe00f;
  private static final long CONTROL_FIXED = 1 << 10;
  private static final long CONTROL_BITS = 0xffff_23ffL;

  private DebugRegisterOps() {}

  /** The register accessed: DR4 and DR5 stand for DR6 and DR7, or are #UD with CR4.DE set. */
  private static int check(Cpu cpu, int number) {
    boolean alias = number == 4 || number == 5;
    if (number > 7 || (alias && (cpu.control.cr4 & DEBUGGING_EXTENSIONS) != 0)) {
      throw GuestException.invalidOpcode();
    }
    Privilege.requireSupervisor(cpu);
    long[] debug = cpu.control.debug;
    if ((debug[7] & GENERAL_DETECT) != 0) {
      debug[7] &= ~GENERAL_DETECT;
      debug[6] |= GENERAL_DETECT;
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

  /** MOV to a debug register. #GP(0) outside ring 0. */
  public record MovToDebug(int number, int source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int target = check(cpu, number);
      long value = cpu.gpr[source];
      if (target >= 6 && value >>> 32 != 0) {
        throw GuestException.generalProtection();
      }
      if (target == 7 && (value & BREAKPOINT_ENABLES) != 0) {
        throw new UnimplementedException("hardware breakpoints (DR7)");
      }
      cpu.control.debug[target] =
          switch (target) {
            case 6 -> (value & STATUS_BITS) | STATUS_FIXED;
            case 7 -> (value & CONTROL_BITS) | CONTROL_FIXED;
            default -> value;
          };
    }
  }
}
