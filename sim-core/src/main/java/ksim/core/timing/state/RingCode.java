package ksim.core.timing.state;

/**
 * How the cycles of a ring are told: for each cycle, from the last one back, a small number of
 * entries, or several where it has more than that, or that so many cycles have none.
 */
final class RingCode {
  /** Bits of a small number. */
  static final int BITS = 4;

  static final int MASK = 15;

  /** As many entries as the number says, and more in the same cycle. */
  static final int CROWD = 14;

  /** Stands for {@link #MANY} cycles without entries; 0 stands for one. */
  static final int SKIP_MANY = 15;

  static final int MANY = 64;

  private RingCode() {}
}
