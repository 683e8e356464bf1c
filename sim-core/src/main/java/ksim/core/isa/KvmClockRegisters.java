package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.isa.ModelSpecificRegister.Access;

/**
 * The registers of KVM's clock (Linux, Documentation/virt/kvm/x86/msr.rst). What was written last
 * is kept under the present number of each, whichever number it was written by.
 */
final class KvmClockRegisters {
  private static final int WALL_CLOCK_NUMBER = 0x4b56_4d00;
  private static final int SYSTEM_TIME_NUMBER = 0x4b56_4d01;
  private static final long ENABLED = 1;

  private KvmClockRegisters() {}

  /** The physical address of the wall clock, which is written once, now. */
  static final Access WALL_CLOCK =
      new SpecialRegisters.Field(
          cpu -> stored(cpu, WALL_CLOCK_NUMBER),
          (cpu, value) -> {
            cpu.guestClock.writeWallClock(value);
            cpu.msrs.stored.put(WALL_CLOCK_NUMBER, value);
          });

  /** The physical address of the CPU's system time, and in bit 0 whether it is to be kept. */
  static final Access SYSTEM_TIME =
      new SpecialRegisters.Field(
          cpu -> stored(cpu, SYSTEM_TIME_NUMBER),
          (cpu, value) -> {
            writeSystemTime(cpu, value);
            cpu.msrs.stored.put(SYSTEM_TIME_NUMBER, value);
          });

  /** The CPU's time-stamp counter was written: its system time is told anew. */
  static void timeStampMoved(Cpu cpu) {
    writeSystemTime(cpu, stored(cpu, SYSTEM_TIME_NUMBER));
  }

  private static void writeSystemTime(Cpu cpu, long register) {
    if ((register & ENABLED) != 0) {
      cpu.guestClock.writeSystemTime(register & ~ENABLED, cpu.msrs.tscOffset);
    }
  }

  private static long stored(Cpu cpu, int number) {
    return cpu.msrs.stored.getOrDefault(number, 0L);
  }
}
