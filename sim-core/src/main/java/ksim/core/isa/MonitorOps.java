package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;

/**
 * MONITOR and MWAIT (Intel SDM volume 2). A processor may leave the wait that MWAIT begins for
 * reasons of its own, and software must expect that; this one always does so at once, which is why
 * MONITOR has nothing to remember.
 */
public final class MonitorOps {
  private static final long LOW = 0xffff_ffffL;

  private MonitorOps() {}

  /** #UD outside ring 0, and where IA32_MISC_ENABLE has switched them off. */
  private static void requireAvailable(Cpu cpu) {
    if (cpu.cpl() != 0 || !MiscEnable.offersMonitor(cpu)) {
      throw GuestException.invalidOpcode();
    }
  }

  /** No extensions and no hints are defined: #GP(0) for any in rCX. */
  private static void requireNoExtensions(Cpu cpu) {
    long extensions = cpu.code().isLong() ? cpu.gpr[Cpu.RCX] : cpu.gpr[Cpu.RCX] & LOW;
    if (extensions != 0) {
      throw GuestException.generalProtection();
    }
  }

  /**
   * MONITOR: faults as a byte load would.
   *
   * @param address in rAX
   */
  public record Monitor(Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireAvailable(cpu);
      requireNoExtensions(cpu);
      cpu.mmu.read8(address.linear(cpu));
    }
  }

  /** MWAIT. */
  public record Mwait() implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireAvailable(cpu);
      requireNoExtensions(cpu);
    }
  }
}
