package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;

/**
 * One timer of an HPET: configuration, comparator and period (IA-PC HPET specification 1.0a,
 * section 2.3.8). It is told the main counter and says whether it has matched meanwhile.
 */
final class HpetComparator implements Persistent {
  /** Interrupt lines of the I/O APIC that a timer can be routed to, as QEMU's can: 2, 8, 16-23. */
  static final int ROUTES = 0x00ff_0104;

  private static final long LEVEL = 1 << 1;
  private static final long ENABLE = 1 << 2;
  private static final long PERIODIC = 1 << 3;
  private static final long PERIODIC_CAPABLE = 1 << 4;
  private static final long WIDE_CAPABLE = 1 << 5;
  private static final long SET_VALUE = 1 << 6;
  private static final long NARROW = 1 << 8;
  private static final long ROUTE = 0x1f << 9;

  /** The bits that software may change; the message-signalled kind is not offered. */
  private static final long WRITABLE = LEVEL | ENABLE | PERIODIC | SET_VALUE | NARROW | ROUTE;

  private static final long CAPABILITIES =
      PERIODIC_CAPABLE | WIDE_CAPABLE | ((long) ROUTES << Integer.SIZE);

  private long configuration;
  private long comparator = -1;
  private long period;

  /** Value of the main counter up to which matches have been noted. */
  private long noted;

  long configuration() {
    return configuration | CAPABILITIES;
  }

  /** Writes the configuration register. In 32-bit mode the upper halves are cleared. */
  void configure(long value) {
    configuration = value & WRITABLE;
    comparator &= mask();
    period &= mask();
  }

  long comparator() {
    return comparator;
  }

  /**
   * Writes bytes of the comparator register: the comparator, or in periodic mode the period, with
   * SET_VALUE both.
   *
   * @param counter the main counter; a comparator equal to it matches at once
   * @param lanes which bits are written
   */
  void compareWith(long counter, long value, long lanes) {
    boolean periodic = is(PERIODIC);
    if (!periodic || is(SET_VALUE)) {
      comparator = ((comparator & ~lanes) | (value & lanes)) & mask();
      noted = counter - 1;
    }
    if (periodic) {
      period = ((period & ~lanes) | (value & lanes)) & mask();
    }
    configuration &= ~SET_VALUE;
  }

  boolean enabled() {
    return is(ENABLE);
  }

  boolean levelTriggered() {
    return is(LEVEL);
  }

  /** The I/O APIC's input that it is routed to. */
  int route() {
    return (int) (configuration & ROUTE) >>> 9;
  }

  /** The main counter has been set, or starts: what it went over does not match. */
  void restart(long counter) {
    noted = counter - 1;
  }

  /**
   * Brings it up to date.
   *
   * @param counter the main counter
   * @return whether it has matched since the last time
   */
  boolean passed(long counter) {
    long elapsed = counter - noted;
    long distance = distance();
    if (elapsed <= 0) {
      return false;
    }
    noted = counter;
    if (Long.compareUnsigned(elapsed, distance - 1) <= 0) {
      return false; // Also where the distance is a whole turn, which is written as 0.
    }
    if (is(PERIODIC) && period != 0) {
      long further = Long.divideUnsigned(elapsed - distance, period);
      comparator = (comparator + (further + 1) * period) & mask();
    }
    return true;
  }

  /** Ticks of the main counter from a value until it matches, or {@link EventQueue#NEVER}. */
  long ticksToMatch(long counter) {
    long distance = distance();
    long ticks = distance - (counter - noted);
    return distance > 0 ? Math.max(ticks, 0) : EventQueue.NEVER;
  }

  /** From {@link #noted} to the next match: 1 to a whole turn, which in 64-bit mode reads 0. */
  private long distance() {
    long distance = (comparator - noted) & mask();
    return distance == 0 && is(NARROW) ? mask() + 1 : distance;
  }

  private long mask() {
    return is(NARROW) ? 0xffff_ffffL : -1;
  }

  private boolean is(long bit) {
    return (configuration & bit) != 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(configuration);
    out.writeLong(comparator);
    out.writeLong(period);
    out.writeLong(noted);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    configuration = in.readLong();
    comparator = in.readLong();
    period = in.readLong();
    noted = in.readLong();
  }
}
