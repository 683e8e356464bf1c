package ksim.core.firmware;

import java.util.ArrayList;
import java.util.List;
import ksim.core.machine.Machine;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.platform.Hpet;

/** All ACPI tables of a PC, linked with each other (ACPI specification 6.4, section 5.2). */
final class AcpiTables {
  private static final int RSDP_BYTES = 36;
  private static final int RSDP_OLD_BYTES = 20;
  private static final int RSDP_CHECKSUM = 8;
  private static final int RSDP_EXTENDED_CHECKSUM = 32;
  private static final int FACS_BYTES = 64;
  private static final int HPET_MINIMUM_TICKS = 100;

  private AcpiTables() {}

  /**
   * Places the tables.
   *
   * @return address of the root pointer
   */
  static long place(TableSpace space, Machine machine, PcOptions options) {
    long rsdp = space.reserve(RSDP_BYTES, 16);
    long facs = space.place(facs(), FACS_BYTES);
    long dsdt = place(space, Dsdt.build(machine, options));
    List<Long> tables = new ArrayList<>();
    tables.add(place(space, Fadt.build(options, facs, dsdt)));
    tables.add(place(space, Madt.build(machine.configuration().cpus(), options)));
    if (options.has(PcDevice.HPET)) {
      tables.add(place(space, hpet()));
    }
    long rsdt = place(space, AcpiTable.build("RSDT", 1, pointers(tables, 4)));
    long xsdt = place(space, AcpiTable.build("XSDT", 1, pointers(tables, 8)));
    space.write(rsdp, rsdp(rsdt, xsdt));
    return rsdp;
  }

  private static long place(TableSpace space, byte[] table) {
    return space.place(table, 16);
  }

  private static TableBytes pointers(List<Long> tables, int width) {
    TableBytes body = new TableBytes();
    tables.forEach(table -> body.integer(width, table));
    return body;
  }

  private static byte[] rsdp(long rsdt, long xsdt) {
    byte[] table =
        new TableBytes()
            .text("RSD PTR", 8)
            .bytes(0)
            .text("KSIM", 6)
            .bytes(2)
            .integer(4, rsdt)
            .integer(4, RSDP_BYTES)
            .integer(8, xsdt)
            .zeros(4)
            .toArray();
    table[RSDP_CHECKSUM] = (byte) TableBytes.checksum(table, RSDP_OLD_BYTES);
    table[RSDP_EXTENDED_CHECKSUM] = (byte) TableBytes.checksum(table, RSDP_BYTES);
    return table;
  }

  /** The firmware control structure has neither the common header nor a checksum. */
  private static byte[] facs() {
    return new TableBytes()
        .text("FACS", 4)
        .integer(4, FACS_BYTES)
        .zeros(24)
        .bytes(1) // version
        .zeros(31)
        .toArray();
  }

  /** IA-PC HPET specification 1.0a, section 3.2.4. */
  private static byte[] hpet() {
    return AcpiTable.build(
        "HPET",
        1,
        new TableBytes()
            .integer(4, Hpet.IDENTITY)
            .bytes(AcpiTable.memory(Hpet.BASE))
            .bytes(0)
            .integer(2, HPET_MINIMUM_TICKS)
            .bytes(0));
  }
}
