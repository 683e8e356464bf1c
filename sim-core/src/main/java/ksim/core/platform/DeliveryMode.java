package ksim.core.platform;

/**
 * What an interrupt message asks its destination to do: bits 10-8 of an interrupt command, of an
 * entry of a local vector table, of a redirection entry (Intel SDM volume 3, section 11.5.1).
 */
enum DeliveryMode {
  /** The interrupt of the given vector. */
  FIXED,
  /** The same, at the one destination that is the least busy. */
  LOWEST_PRIORITY,
  /** System-management interrupt. */
  SMI,
  /** Reserved. */
  RESERVED,
  /** Non-maskable interrupt. */
  NMI,
  /** Reset, then wait for a start-up message. */
  INIT,
  /** Start-up message; reserved but in interrupt commands. */
  START_UP,
  /** The interrupt whose vector the controller outside gives when acknowledged (ExtINT). */
  EXTERNAL;

  private static final DeliveryMode[] BY_CODE = values();

  /**
   * By its three bits.
   *
   * @param code its low three bits count
   */
  static DeliveryMode of(int code) {
    return BY_CODE[code & 7];
  }

  /** Whether the message's vector is that of an interrupt, so that 0 to 15 are illegal. */
  boolean hasVector() {
    return this == FIXED || this == LOWEST_PRIORITY;
  }
}
