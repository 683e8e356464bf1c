package ksim.core.cpu;

import ksim.core.fault.UnimplementedException;

/** A clock in guest memory that a hypervisor keeps for a guest that asks for it. */
public interface GuestClock {
  /** A machine that offers no such clock. */
  GuestClock NONE = new None();

  /**
   * Writes the structure by which the guest turns the CPU's time-stamp counter into the time since
   * the machine was switched on.
   *
   * @param physical address of the structure
   * @param tscOffset what the counter showed, or would have shown, at that moment
   */
  void writeSystemTime(long physical, long tscOffset);

  /**
   * Writes the date at which the machine was switched on.
   *
   * @param physical address of the structure
   */
  void writeWallClock(long physical);

  /** Stands where there is no clock. */
  record None() implements GuestClock {
    @Override
    public void writeSystemTime(long physical, long tscOffset) {
      throw new UnimplementedException("a hypervisor's clock in a machine without one");
    }

    @Override
    public void writeWallClock(long physical) {
      throw new UnimplementedException("a hypervisor's clock in a machine without one");
    }
  }
}
