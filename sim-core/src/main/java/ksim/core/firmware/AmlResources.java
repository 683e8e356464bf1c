package ksim.core.firmware;

/** Resource descriptors of devices (ACPI specification 6.4, section 6.4). */
final class AmlResources {
  private static final int MINIMUM_AND_MAXIMUM_FIXED = 0x0c;
  private static final int BUS_NUMBERS = 2;
  private static final int PORTS = 1;
  private static final int MEMORY = 0;

  private AmlResources() {}

  /** {@code IO (Decode16, base, base, 1, length)}. */
  static TableBytes ports(int base, int length) {
    return new TableBytes().bytes(0x47, 1).integer(2, base).integer(2, base).bytes(1, length);
  }

  /** {@code IRQNoFlags () { irq }}. */
  static TableBytes interrupt(int irq) {
    return new TableBytes().bytes(0x22).integer(2, 1L << irq);
  }

  /** {@code Memory32Fixed (ReadOnly, base, length)}. */
  static TableBytes memory(long base, long length) {
    return new TableBytes().bytes(0x86).integer(2, 9).bytes(0).integer(4, base).integer(4, length);
  }

  /** {@code WordBusNumber}: the buses behind a bridge. */
  static TableBytes busNumbers(int first, int last) {
    return word(BUS_NUMBERS, 0, first, last);
  }

  /** {@code WordIO}: the ports behind a bridge. */
  static TableBytes portWindow(int first, int last) {
    return word(PORTS, 3, first, last);
  }

  /** {@code DWordMemory (not cacheable, read-write)}: the addresses behind a bridge. */
  static TableBytes memoryWindow(long first, long last) {
    return new TableBytes()
        .bytes(0x87)
        .integer(2, 23)
        .bytes(MEMORY, MINIMUM_AND_MAXIMUM_FIXED, 1)
        .integer(4, 0)
        .integer(4, first)
        .integer(4, last)
        .integer(4, 0)
        .integer(4, last - first + 1);
  }

  private static TableBytes word(int kind, int flags, int first, int last) {
    return new TableBytes()
        .bytes(0x88)
        .integer(2, 13)
        .bytes(kind, MINIMUM_AND_MAXIMUM_FIXED, flags)
        .integer(2, 0)
        .integer(2, first)
        .integer(2, last)
        .integer(2, 0)
        .integer(2, last - first + 1L);
  }
}
