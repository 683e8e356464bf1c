package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.ExceptionDelivery;
import ksim.core.fault.Vector;

/** Operations that raise an exception or an interrupt on purpose. */
public final class SoftwareInterruptOps {
  private SoftwareInterruptOps() {}

  /**
   * INT n: #GP(0) in virtual-8086 mode unless IOPL is 3.
   *
   * @param vector 0 to 255
   */
  public record Int(int vector) implements Op {
    @Override
    public void exec(Cpu cpu) {
      InterruptFlagOps.requireVirtualPrivilege(cpu);
      ExceptionDelivery.softwareInterrupt(cpu, vector);
    }
  }

  /** INT3. */
  public record Int3() implements Op {
    @Override
    public void exec(Cpu cpu) {
      ExceptionDelivery.softwareInterrupt(cpu, Vector.BREAKPOINT);
    }
  }

  /**
   * INT1: #DB without the check of the gate's privilege level; DR6 stays as it is. Breakpoints on
   * data that the load of SS before it has hit are told by this very exception: there is no second
   * one.
   */
  public record Int1() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.control.raiseDebugStatus(cpu.breakpoints.takeHits());
      ExceptionDelivery.privilegedSoftwareInterrupt(cpu);
    }
  }
}
