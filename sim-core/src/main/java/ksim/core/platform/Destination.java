package ksim.core.platform;

/**
 * Which local APICs a message is for (Intel SDM volume 3, section 11.6.2).
 *
 * @param kind how {@code value} is to be read
 * @param value an identifier, a logical destination, or the identifier of the sender
 */
record Destination(Kind kind, int value) {
  /** Ways to name the destination. */
  enum Kind {
    /** The local APIC whose identifier is {@code value}. */
    PHYSICAL,
    /** Those whose logical identifiers match the 8 bits of {@code value}, flat or by cluster. */
    LOGICAL,
    /** Those whose logical x2APIC identifiers match the 32 bits of {@code value}. */
    WIDE_LOGICAL,
    /** All. */
    ALL,
    /** All but the sender, whose identifier is {@code value}. */
    ALL_BUT_SENDER,
    /** The sender only, whose identifier is {@code value}. */
    SELF
  }

  private static final int BROADCAST = 0xff;
  private static final int WIDE_BROADCAST = 0xffff_ffff;

  /** The destination field of eight bits of xAPIC commands and of redirection entries. */
  static Destination of(boolean logical, int field) {
    if (logical) {
      return new Destination(Kind.LOGICAL, field & 0xff);
    }
    return physical(field & 0xff, BROADCAST);
  }

  /** The destination field of 32 bits of x2APIC commands. */
  static Destination wide(boolean logical, int field) {
    if (logical && field != WIDE_BROADCAST) {
      return new Destination(Kind.WIDE_LOGICAL, field);
    }
    return physical(field, WIDE_BROADCAST);
  }

  private static Destination physical(int field, int broadcast) {
    return field == broadcast
        ? new Destination(Kind.ALL, 0)
        : new Destination(Kind.PHYSICAL, field);
  }
}
