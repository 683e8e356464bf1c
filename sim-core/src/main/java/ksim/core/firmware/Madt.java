package ksim.core.firmware;

import ksim.core.machine.PcBoard;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.platform.InterruptRouting;
import ksim.core.platform.IoApic;
import ksim.core.platform.LocalApic;

/**
 * The multiple APIC description table (ACPI specification 6.4, section 5.2.12): processors, I/O
 * APIC, and where interrupt lines of the ISA bus differ from its pins.
 */
final class Madt {
  private static final int REVISION = 3;
  private static final int HAS_8259 = 1;

  private static final int LOCAL_APIC = 0;
  private static final int IO_APIC = 1;
  private static final int INTERRUPT_OVERRIDE = 2;
  private static final int LOCAL_APIC_NMI = 4;

  private static final int ENABLED = 1;
  private static final int AS_THE_BUS = 0;
  private static final int ACTIVE_HIGH_LEVEL = 0xd;
  private static final int ALL_PROCESSORS = 0xff;
  private static final int LINT1 = 1;

  private Madt() {}

  static byte[] build(int cpus, PcOptions options) {
    TableBytes body =
        new TableBytes()
            .integer(4, LocalApic.BASE)
            .integer(4, options.has(PcDevice.PIC) ? HAS_8259 : 0);
    for (int cpu = 0; cpu < cpus; cpu++) {
      body.bytes(LOCAL_APIC, 8, cpu, cpu).integer(4, ENABLED);
    }
    if (options.has(PcDevice.IOAPIC)) {
      body.bytes(IO_APIC, 12, Firmware.IO_APIC_ID, 0).integer(4, IoApic.BASE).integer(4, 0);
      override(body, PcBoard.TIMER_IRQ, InterruptRouting.TIMER_PIN, AS_THE_BUS);
      override(body, PcBoard.ACPI_IRQ, PcBoard.ACPI_IRQ, ACTIVE_HIGH_LEVEL);
    }
    body.bytes(LOCAL_APIC_NMI, 6, ALL_PROCESSORS).integer(2, AS_THE_BUS).bytes(LINT1);
    return AcpiTable.build("APIC", REVISION, body);
  }

  private static void override(TableBytes body, int irq, int pin, int flags) {
    body.bytes(INTERRUPT_OVERRIDE, 10, 0, irq).integer(4, pin).integer(2, flags);
  }
}
