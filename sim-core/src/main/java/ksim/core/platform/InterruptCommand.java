package ksim.core.platform;

/**
 * The interrupt command register, through which software sends messages (Intel SDM volume 3,
 * sections 11.6.1 and 11.12.9).
 */
final class InterruptCommand {
  private static final int LOGICAL = 1 << 11;
  private static final int ASSERT = 1 << 14;
  private static final int LEVEL_TRIGGERED = 1 << 15;

  private InterruptCommand() {}

  /** Whether it is the INIT level de-assert, which does nothing since the Pentium 4. */
  static boolean isInitDeassert(int low) {
    return mode(low) == DeliveryMode.INIT && (low & (ASSERT | LEVEL_TRIGGERED)) == LEVEL_TRIGGERED;
  }

  private static DeliveryMode mode(int low) {
    return DeliveryMode.of(low >>> 8);
  }

  /**
   * The message of an xAPIC.
   *
   * @param low bits 31-0
   * @param high bits 63-32, of which bits 31-24 are the destination
   * @param sender identifier of the sender
   */
  static InterruptMessage decode(int low, int high, int sender) {
    return decode(low, sender, Destination.of((low & LOGICAL) != 0, high >>> 24));
  }

  /**
   * The message of an x2APIC.
   *
   * @param low bits 31-0
   * @param high bits 63-32: the destination
   * @param sender identifier of the sender
   */
  static InterruptMessage decodeWide(int low, int high, int sender) {
    return decode(low, sender, Destination.wide((low & LOGICAL) != 0, high));
  }

  /** Only the INIT de-assert knows a trigger mode: all messages are edge-triggered. */
  private static InterruptMessage decode(int low, int sender, Destination noShorthand) {
    Destination destination =
        switch ((low >>> 18) & 3) {
          case 1 -> new Destination(Destination.Kind.SELF, sender);
          case 2 -> new Destination(Destination.Kind.ALL, 0);
          case 3 -> new Destination(Destination.Kind.ALL_BUT_SENDER, sender);
          default -> noShorthand;
        };
    return new InterruptMessage(mode(low), low & 0xff, false, destination);
  }
}
