package ksim.core.firmware;

/**
 * An ACPI system description table: a header of 36 bytes and what follows it (ACPI specification
 * 6.4, section 5.2.6).
 */
final class AcpiTable {
  static final int HEADER_BYTES = 36;

  private static final int CHECKSUM = 9;

  private AcpiTable() {}

  /**
   * Puts the header before a table, with length and checksum.
   *
   * @param signature four letters
   * @param revision of the table's format
   * @param body what follows the header
   */
  static byte[] build(String signature, int revision, TableBytes body) {
    byte[] table =
        new TableBytes()
            .text(signature, 4)
            .integer(4, HEADER_BYTES + body.size())
            .bytes(revision, 0)
            .text("KSIM", 6)
            .text("KSIMPC", 8)
            .integer(4, 1)
            .text("KSIM", 4)
            .integer(4, 1)
            .bytes(body)
            .toArray();
    table[CHECKSUM] = (byte) TableBytes.checksum(table, table.length);
    return table;
  }

  /** A generic address (section 5.2.3.2) in the port space, of some bytes. */
  static TableBytes port(int port, int bytes) {
    return address(1, Byte.SIZE * bytes, port);
  }

  /** A generic address in memory, with registers of 64 bits. */
  static TableBytes memory(long address) {
    return address(0, Long.SIZE, address);
  }

  /** A generic address that names nothing. */
  static TableBytes nothing() {
    return new TableBytes().zeros(12);
  }

  private static TableBytes address(int space, int bits, long address) {
    return new TableBytes().bytes(space, bits, 0, 0).integer(8, address); // any access size
  }
}
