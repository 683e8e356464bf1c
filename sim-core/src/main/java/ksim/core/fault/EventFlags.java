package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/** What entry into a handler does with RFLAGS. */
final class EventFlags {
  private EventFlags() {}

  /** The image of RFLAGS that goes into the frame. */
  static long image(Cpu cpu, boolean resumeFlag) {
    return (cpu.flags.toRflags() & ~Flags.RF) | (resumeFlag ? Flags.RF : 0);
  }

  /**
   * The flags that are cleared in every mode.
   *
   * @param trap a trap gate leaves IF as it is
   */
  static long cleared(boolean trap) {
    return Flags.TF | Flags.NT | Flags.RF | Flags.VM | (trap ? 0 : Flags.IF);
  }
}
