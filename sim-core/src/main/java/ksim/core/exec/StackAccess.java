package ksim.core.exec;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.mmu.NonCanonicalAddress;

/** Tells which exception an access to a non-canonical address raises. */
final class StackAccess {
  private static final int STACK_REACH_BYTES = 256;

  private StackAccess() {}

  /**
   * #SS(0) for an access through the stack segment, #GP(0) for any other. The address alone is
   * known here, so an address near RSP or RBP counts as an access to the stack.
   */
  static GuestException classify(Cpu cpu, NonCanonicalAddress access) {
    return near(access.address(), cpu.gpr[Cpu.RSP]) || near(access.address(), cpu.gpr[Cpu.RBP])
        ? GuestException.stackFault(0)
        : GuestException.generalProtection();
  }

  private static boolean near(long address, long register) {
    return Math.abs(address - register) <= STACK_REACH_BYTES;
  }
}
