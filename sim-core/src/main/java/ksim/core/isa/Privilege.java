package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;

/** Checks of the privilege level that several instructions share. */
final class Privilege {
  private Privilege() {}

  /** #GP(0) outside ring 0. */
  static void requireSupervisor(Cpu cpu) {
    if (cpu.cpl() != 0) {
      throw GuestException.generalProtection();
    }
  }

  /** User-mode instruction prevention: #GP(0) outside ring 0 with CR4.UMIP set. */
  static void refuseUserMode(Cpu cpu) {
    if ((cpu.control.cr4 & Cr4.UMIP) != 0 && cpu.cpl() != 0) {
      throw GuestException.generalProtection();
    }
  }

  /** #GP(0) where the privilege level exceeds IOPL. */
  static void requireIoPrivilege(Cpu cpu) {
    if (cpu.cpl() > cpu.flags.ioPrivilegeLevel()) {
      throw GuestException.generalProtection();
    }
  }

  /** Replaces bits of RFLAGS, and tells the MMU about AC. */
  static void loadFlags(Cpu cpu, long rflags, long mask) {
    cpu.flags.fromRflags(rflags, mask);
    cpu.mmu.setAlignmentCheckFlag(cpu.flags.isSet(Flags.AC));
  }
}
