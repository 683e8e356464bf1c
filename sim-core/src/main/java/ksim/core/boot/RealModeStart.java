package ksim.core.boot;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.ResetState;
import ksim.core.machine.Machine;

/**
 * Starts a machine as the hardware does: in real mode, everything else as after RESET. There is no
 * firmware: what the first instructions find is what the image puts there. All CPUs but the first
 * wait for a start-up message.
 */
public final class RealModeStart {
  private RealModeStart() {}

  /**
   * Loads an image and lets the first CPU start at a far pointer, as a boot sector does at
   * 0:0x7c00.
   *
   * @param machine a machine that has not run yet
   * @param segments the image
   * @param selector CS, 16 bits
   * @param offset IP, 16 bits
   */
  public static void start(Machine machine, List<ImageSegment> segments, int selector, int offset) {
    ImageSegment.load(machine.memory(), segments);
    reset(machine);
    ResetState.startAt(machine.cpus().getFirst(), selector, offset);
  }

  /** All CPUs after reset: the first at the reset vector, the others wait. */
  static void reset(Machine machine) {
    for (Cpu cpu : machine.cpus()) {
      boolean first = cpu.id == 0;
      ResetState.reset(cpu);
      if (!first) {
        ResetState.waitForStartUp(cpu);
      }
    }
  }
}
