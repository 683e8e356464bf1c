package ksim.core.firmware;

import ksim.core.machine.Machine;
import ksim.core.machine.PcBoard;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.platform.InterruptRouting;
import ksim.core.platform.IoApic;
import ksim.core.platform.LocalApic;
import ksim.core.processor.CpuModel;

/**
 * The tables of the Intel MultiProcessor Specification 1.4 (chapter 4): the floating pointer and
 * the configuration table.
 */
final class MpTables {
  private static final int REVISION = 4;
  private static final int POINTER_BYTES = 16;
  private static final int POINTER_CHECKSUM = 10;
  private static final int HEADER_BYTES = 44;
  private static final int CHECKSUM = 7;

  private static final int PROCESSOR = 0;
  private static final int BUS = 1;
  private static final int IO_APIC = 2;
  private static final int IO_INTERRUPT = 3;
  private static final int LOCAL_INTERRUPT = 4;

  private static final int VECTORED = 0;
  private static final int NMI = 1;
  private static final int EXTERNAL = 3;

  private static final int ENABLED = 1;
  private static final int BOOTSTRAP = 2;
  private static final int ISA = 0;
  private static final int AS_THE_BUS = 0;
  private static final int ACTIVE_HIGH_LEVEL = 0xd;
  private static final int CASCADE_IRQ = 2;
  private static final int ALL_APICS = 0xff;
  private static final int LOCAL_APIC_VERSION = 0x14;
  private static final int IO_APIC_VERSION = 0x20;

  private final TableBytes entries = new TableBytes();
  private int count;

  private MpTables() {}

  /**
   * Places the tables.
   *
   * @param space where the configuration table goes
   * @param pointer address of the floating pointer, a multiple of 16
   */
  static void place(TableSpace space, long pointer, Machine machine, PcOptions options) {
    MpTables tables = new MpTables();
    tables.processors(machine.configuration().cpus(), machine.configuration().cpuModel());
    tables.entry(BUS, ISA).text("ISA", 6);
    if (options.has(PcDevice.IOAPIC)) {
      tables.ioApic(options.has(PcDevice.ACPI));
    }
    tables.localInterrupt(EXTERNAL, 0, 0);
    tables.localInterrupt(NMI, ALL_APICS, 1);
    space.write(pointer, pointer(space.place(tables.configuration(), 16)));
  }

  private TableBytes entry(int... bytes) {
    count++;
    return entries.bytes(bytes);
  }

  private void processors(int cpus, CpuModel model) {
    for (int cpu = 0; cpu < cpus; cpu++) {
      entry(PROCESSOR, cpu, LOCAL_APIC_VERSION, cpu == 0 ? ENABLED | BOOTSTRAP : ENABLED)
          .integer(4, model.signature().eax())
          .integer(4, model.cpuid(1, 0, "edx"))
          .zeros(8);
    }
  }

  private void ioApic(boolean acpi) {
    entry(IO_APIC, Firmware.IO_APIC_ID, IO_APIC_VERSION, ENABLED).integer(4, IoApic.BASE);
    for (int irq = 0; irq < InterruptRouting.ISA_LINES; irq++) {
      if (irq != CASCADE_IRQ) {
        boolean level = acpi && irq == PcBoard.ACPI_IRQ;
        entry(IO_INTERRUPT, VECTORED)
            .integer(2, level ? ACTIVE_HIGH_LEVEL : AS_THE_BUS)
            .bytes(ISA, irq, Firmware.IO_APIC_ID)
            .bytes(irq == PcBoard.TIMER_IRQ ? InterruptRouting.TIMER_PIN : irq);
      }
    }
  }

  private void localInterrupt(int kind, int apic, int pin) {
    entry(LOCAL_INTERRUPT, kind).integer(2, AS_THE_BUS).bytes(ISA, 0, apic, pin);
  }

  private byte[] configuration() {
    byte[] table =
        new TableBytes()
            .text("PCMP", 4)
            .integer(2, HEADER_BYTES + entries.size())
            .bytes(REVISION, 0)
            .text("KSIM", 8)
            .text("PC", 12)
            .integer(4, 0) // no table of the manufacturer's
            .integer(2, 0)
            .integer(2, count)
            .integer(4, LocalApic.BASE)
            .zeros(4) // no extended entries
            .bytes(entries)
            .toArray();
    table[CHECKSUM] = (byte) TableBytes.checksum(table, table.length);
    return table;
  }

  /** No default configuration, and no IMCR: virtual wire mode. */
  private static byte[] pointer(long configuration) {
    byte[] table =
        new TableBytes()
            .text("_MP_", 4)
            .integer(4, configuration)
            .bytes(1, REVISION)
            .zeros(6)
            .toArray();
    table[POINTER_CHECKSUM] = (byte) TableBytes.checksum(table, POINTER_BYTES);
    return table;
  }
}
