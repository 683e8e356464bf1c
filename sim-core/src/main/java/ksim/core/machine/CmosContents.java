package ksim.core.machine;

import ksim.core.platform.RealTimeClock;

/**
 * What firmware leaves in the CMOS memory of a PC, as SeaBIOS and QEMU understand it (Ralf Brown's
 * Interrupt List, CMOS.LST; QEMU's hw/i386/pc.c).
 */
final class CmosContents {
  private static final int EQUIPMENT = 0x14;
  private static final int BASE_MEMORY = 0x15;
  private static final int EXTENDED_MEMORY = 0x17;
  private static final int EXTENDED_MEMORY_FOUND = 0x30;
  private static final int MEMORY_ABOVE_16_MIB = 0x34;
  private static final int MEMORY_ABOVE_4_GIB = 0x5b;
  private static final int CPUS_BUT_ONE = 0x5f;

  /** A coprocessor; no disk drives. */
  private static final int EQUIPPED = 0x02;

  private static final int BASE_KIB = 640;
  private static final int LARGEST_16_BIT = 0xffff;
  private static final long MIB_16 = 16L << 20;

  private CmosContents() {}

  static void store(RealTimeClock clock, MachineConfiguration configuration) {
    PcMemory memory = PcMemory.of(configuration.memoryBytes());
    long extendedKib = Math.clamp((memory.lowBytes() >> 10) - 1024, 0, LARGEST_16_BIT);
    long above16MiB = Math.clamp((memory.lowBytes() - MIB_16) >> 16, 0, LARGEST_16_BIT);
    clock.store(EQUIPMENT, EQUIPPED);
    store(clock, BASE_MEMORY, 2, BASE_KIB);
    store(clock, EXTENDED_MEMORY, 2, extendedKib);
    store(clock, EXTENDED_MEMORY_FOUND, 2, extendedKib);
    store(clock, MEMORY_ABOVE_16_MIB, 2, above16MiB);
    store(clock, MEMORY_ABOVE_4_GIB, 3, memory.highBytes() >> 16);
    clock.store(CPUS_BUT_ONE, configuration.cpus() - 1);
  }

  private static void store(RealTimeClock clock, int index, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      clock.store(index + i, (int) (value >>> (Byte.SIZE * i)));
    }
  }
}
