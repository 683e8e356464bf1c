package ksim.core.boot;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.machine.Machine;

/**
 * Starts a machine as the hardware does: in real mode, everything else as after RESET. There is no
 * firmware: what the reset vector finds is what the image puts there.
 */
public final class RealModeStart {
  private static final long LIMIT = 0xffff;
  private static final int PAGE_SHIFT = 12;

  private RealModeStart() {}

  /**
   * Loads an image and lets the first CPU start at a far pointer, as a boot sector does at
   * 0:0x7c00. The other CPUs wait for a start-up message.
   *
   * @param machine a machine that has not run yet
   * @param segments the image
   * @param selector CS, 16 bits
   * @param offset IP, 16 bits
   */
  public static void start(Machine machine, List<ImageSegment> segments, int selector, int offset) {
    ImageSegment.load(machine.memory(), segments);
    for (Cpu cpu : machine.cpus()) {
      CpuReset.reset(cpu);
      cpu.interrupts.halted = cpu.id != 0;
    }
    enter(machine.cpus().getFirst(), selector, offset);
  }

  /**
   * The state in which a CPU leaves the wait for SIPI (Intel SDM volume 3, section 8.4.4).
   *
   * @param vector number of the 4 KiB page below 1 MiB at whose start it begins, 0 to 0xff
   */
  public static void startUp(Cpu cpu, int vector) {
    CpuReset.reset(cpu);
    cpu.interrupts.halted = false;
    enter(cpu, vector << (PAGE_SHIFT - 4), 0);
  }

  private static void enter(Cpu cpu, int selector, int offset) {
    long base = (long) selector << 4;
    cpu.loadCode(new Segment(selector, base, LIMIT, CpuReset.WRITABLE_DATA));
    cpu.rip = offset;
  }
}
