package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.RealMode;

/**
 * One attempt to enter the handler of an event, in the way of the present mode. It changes the
 * state of the CPU only when everything that can fault is done.
 */
final class EventEntry {
  private EventEntry() {}

  /**
   * Enters the handler.
   *
   * @param savedRip return address that the frame gets
   * @param resumeFlag RF in the frame's image of RFLAGS
   */
  static void enter(Cpu cpu, DeliveredEvent event, long savedRip, boolean resumeFlag) {
    if (!RealMode.isProtected(cpu)) {
      RealModeEntry.enter(cpu, event, savedRip);
    } else if (CodeSegments.isLongModeActive(cpu)) {
      new LongModeEntry(cpu, event).enter(savedRip, resumeFlag);
    } else {
      new ProtectedModeEntry(cpu, event).enter(savedRip, resumeFlag);
    }
  }
}
