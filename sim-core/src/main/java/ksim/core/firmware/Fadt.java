package ksim.core.firmware;

import ksim.core.machine.PcBoard;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.platform.AcpiCommandPorts;
import ksim.core.platform.AcpiPowerManagement;
import ksim.core.platform.GeneralPurposeEvents;
import ksim.core.platform.ResetControl;

/**
 * The fixed ACPI description table, revision 3 (ACPI specification 2.0, section 5.2.8): where
 * ACPI's registers are. It is 244 bytes long.
 */
final class Fadt {
  private static final int REVISION = 3;

  /** An interrupt model of APICs and 8259s. */
  private static final int DUAL_MODEL = 1;

  /** Latencies that say: there is no such processor state. */
  private static final int NO_C2 = 101;

  private static final int NO_C3 = 1001;
  private static final int CENTURY_REGISTER = 0x32;

  private static final int BOOT_LEGACY_DEVICES = 1;
  private static final int BOOT_NO_VGA = 1 << 2;
  private static final int BOOT_NO_MSI = 1 << 3;
  private static final int BOOT_NO_CLOCK = 1 << 5;

  private static final int FLAG_WBINVD = 1;
  private static final int FLAG_C1 = 1 << 2;
  private static final int FLAG_NO_POWER_BUTTON = 1 << 4;
  private static final int FLAG_NO_SLEEP_BUTTON = 1 << 5;
  private static final int FLAG_NO_CLOCK_WAKE = 1 << 6;
  private static final int FLAG_RESET_REGISTER = 1 << 10;

  private static final int PM1_EVENT_BYTES = 4;
  private static final int PM1_CONTROL_BYTES = 2;
  private static final int TIMER_BYTES = 4;

  private static final int EVENTS = AcpiPowerManagement.BASE + AcpiPowerManagement.EVENT_BLOCK;
  private static final int CONTROL = AcpiPowerManagement.BASE + AcpiPowerManagement.CONTROL_BLOCK;
  private static final int TIMER = AcpiPowerManagement.BASE + AcpiPowerManagement.TIMER_BLOCK;

  private Fadt() {}

  static byte[] build(PcOptions options, long facs, long dsdt) {
    boolean clock = options.has(PcDevice.CMOS);
    TableBytes body =
        new TableBytes()
            .integer(4, facs)
            .integer(4, dsdt)
            .bytes(DUAL_MODEL, 0)
            .integer(2, PcBoard.ACPI_IRQ)
            .integer(4, AcpiCommandPorts.BASE)
            .bytes(AcpiCommandPorts.ACPI_ENABLE, AcpiCommandPorts.ACPI_DISABLE, 0, 0)
            .integer(4, EVENTS)
            .integer(4, 0)
            .integer(4, CONTROL)
            .integer(4, 0)
            .integer(4, 0)
            .integer(4, TIMER)
            .integer(4, GeneralPurposeEvents.BASE)
            .integer(4, 0)
            .bytes(PM1_EVENT_BYTES, PM1_CONTROL_BYTES, 0, TIMER_BYTES)
            .bytes(GeneralPurposeEvents.PORTS, 0, 0, 0)
            .integer(2, NO_C2)
            .integer(2, NO_C3)
            .zeros(8) // cache flushing, duty cycle, alarm registers
            .bytes(clock ? CENTURY_REGISTER : 0)
            .integer(2, bootFlags(clock))
            .bytes(0)
            .integer(4, flags())
            .bytes(AcpiTable.port(ResetControl.PORT, 1))
            .bytes(ResetControl.SYSTEM_RESET, 0, 0, 0)
            .integer(8, facs)
            .integer(8, dsdt)
            .bytes(AcpiTable.port(EVENTS, PM1_EVENT_BYTES))
            .bytes(AcpiTable.nothing())
            .bytes(AcpiTable.port(CONTROL, PM1_CONTROL_BYTES))
            .bytes(AcpiTable.nothing())
            .bytes(AcpiTable.nothing())
            .bytes(AcpiTable.port(TIMER, TIMER_BYTES))
            .bytes(AcpiTable.port(GeneralPurposeEvents.BASE, GeneralPurposeEvents.PORTS))
            .bytes(AcpiTable.nothing());
    return AcpiTable.build("FACP", REVISION, body);
  }

  /** The 8042 is not announced: it has no keyboard that would be worth looking for. */
  private static int bootFlags(boolean clock) {
    return BOOT_LEGACY_DEVICES | BOOT_NO_VGA | BOOT_NO_MSI | (clock ? 0 : BOOT_NO_CLOCK);
  }

  private static int flags() {
    return FLAG_WBINVD
        | FLAG_C1
        | FLAG_NO_POWER_BUTTON
        | FLAG_NO_SLEEP_BUTTON
        | FLAG_NO_CLOCK_WAKE
        | FLAG_RESET_REGISTER;
  }
}
