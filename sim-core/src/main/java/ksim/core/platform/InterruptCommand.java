package ksim.core.platform;

/**
 * An inter-processor interrupt as the interrupt command register describes it (Intel SDM volume 3,
 * section 11.6.1).
 *
 * @param vector 0 to 255
 * @param deliveryMode bits 8-10: one of the constants here
 * @param logical whether the destination is logical rather than physical
 * @param assertLevel bit 14
 * @param shorthand bits 18-19
 * @param destination bits 56-63
 */
record InterruptCommand(
    int vector,
    int deliveryMode,
    boolean logical,
    boolean assertLevel,
    Shorthand shorthand,
    int destination) {
  static final int FIXED = 0;
  static final int LOWEST_PRIORITY = 1;
  static final int NMI = 4;
  static final int INIT = 5;
  static final int START_UP = 6;

  /** Destinations that need no number. */
  enum Shorthand {
    NONE,
    SELF,
    ALL,
    ALL_BUT_SELF
  }

  /** Decodes the two halves of the register. */
  static InterruptCommand of(int low, int high) {
    return new InterruptCommand(
        low & 0xff,
        (low >>> 8) & 7,
        ((low >>> 11) & 1) != 0,
        ((low >>> 14) & 1) != 0,
        Shorthand.values()[(low >>> 18) & 3],
        high >>> 24);
  }
}
