package ksim.core.platform;

import ksim.core.cpu.GuestClock;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;

/**
 * KVM's clock (Linux, Documentation/virt/kvm/x86/msr.rst; arch/x86/include/asm/pvclock-abi.h). All
 * CPUs are told the same instant, the one at which the machine was switched on, so that their
 * clocks agree to the nanosecond and are flagged as stable. It has no state of its own: what it was
 * asked for is in the CPU's registers, what it answered in memory.
 */
public final class KvmClock implements GuestClock {
  /** Size of a CPU's system time, {@code pvclock_vcpu_time_info}, in bytes. */
  public static final int SYSTEM_TIME_BYTES = 32;

  /** Size of the wall clock, {@code pvclock_wall_clock}, in bytes. */
  public static final int WALL_CLOCK_BYTES = 12;

  private static final int TIME_STAMP = 8;
  private static final int SYSTEM_TIME = 16;
  private static final int MULTIPLIER = 24;
  private static final int SHIFT = 28;
  private static final int FLAGS = 29;
  private static final int STABLE = 1;

  private static final int SECONDS = 4;
  private static final int NANOSECONDS = 8;

  private final PhysicalBus bus;
  private final CodePages codePages;
  private final NanosecondScale scale;
  private final long startSeconds;

  /**
   * @param bus reaches guest memory
   * @param codePages told of what is written there
   * @param hertz frequency of the time-stamp counter
   * @param startSeconds when the machine was switched on, in seconds since 1970-01-01 00:00 UTC
   */
  public KvmClock(PhysicalBus bus, CodePages codePages, long hertz, long startSeconds) {
    this.bus = bus;
    this.codePages = codePages;
    this.scale = NanosecondScale.of(hertz);
    this.startSeconds = startSeconds;
  }

  @Override
  public void writeSystemTime(long physical, long tscOffset) {
    long version = beginUpdate(physical, SYSTEM_TIME_BYTES);
    write(physical + TIME_STAMP, 8, tscOffset);
    write(physical + SYSTEM_TIME, 8, 0);
    write(physical + MULTIPLIER, 4, scale.multiplier());
    write(physical + SHIFT, 1, scale.shift());
    write(physical + FLAGS, 1, STABLE);
    write(physical, 4, version);
  }

  @Override
  public void writeWallClock(long physical) {
    long version = beginUpdate(physical, WALL_CLOCK_BYTES);
    write(physical + SECONDS, 4, startSeconds);
    write(physical + NANOSECONDS, 4, 0);
    write(physical, 4, version);
  }

  /** The version that the structure is to have: even, and another than it has. */
  private long beginUpdate(long physical, int bytes) {
    if (!bus.isRam(physical) || !bus.isRam(physical + bytes - 1)) {
      throw new UnimplementedException("a KVM clock at 0x%x, where no RAM is".formatted(physical));
    }
    return (bus.read(physical, 4) | 1) + 1;
  }

  private void write(long physical, int bytes, long value) {
    bus.write(physical, bytes, value);
    codePages.stored(physical, bytes);
  }
}
