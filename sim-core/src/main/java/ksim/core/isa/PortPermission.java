package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.fault.GuestException;
import ksim.core.segment.RealMode;

/** Protection of the port space by IOPL and the I/O permission bit map (SDM vol. 1, 19.5). */
final class PortPermission {
  /** Offset of the bit map's own offset in the 32-bit and in the 64-bit TSS. */
  private static final int MAP_BASE = 102;

  /** Type bit that a 16-bit task state, which has no map, lacks. */
  private static final int TYPE_32 = 8;

  private PortPermission() {}

  /**
   * #GP(0) where the privilege level exceeds IOPL, or in virtual-8086 mode, and the map does not
   * permit the ports.
   */
  static void check(Cpu cpu, int port, int bytes) {
    if ((cpu.cpl() > cpu.flags.ioPrivilegeLevel() || RealMode.isVirtual(cpu))
        && !mapPermits(cpu, port, bytes)) {
      throw GuestException.generalProtection();
    }
  }

  private static boolean mapPermits(Cpu cpu, int port, int bytes) {
    Segment task = cpu.segments.tr;
    if (!task.isPresent() || (task.type() & TYPE_32) == 0 || MAP_BASE + 1 > task.limit()) {
      return false;
    }
    long map = cpu.mmu.readSupervisor(task.base() + MAP_BASE, 2) + (port >> 3);
    // Two bytes are read always: the map ends with a byte of ones.
    if (map + 1 > task.limit()) {
      return false;
    }
    long denied = cpu.mmu.readSupervisor(task.base() + map, 2) >>> (port & 7);
    return (denied & ((1L << bytes) - 1)) == 0;
  }
}
