package ksim.core.machine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a PC has around its CPUs and can be built without, each with the name it is called by. */
public enum PcDevice {
  /** ACPI. */
  ACPI("ACPI: tables, power management timer, power-off; without it MP tables remain"),
  /** Clock. */
  CMOS("CMOS clock and memory, ports 0x70-0x71, interrupt 8"),
  /** Debug exit. */
  DEBUG_EXIT("debug exit at port 0xf4: ends the run with the value written"),
  /** Firmware configuration. */
  FW_CFG("fw_cfg of QEMU at port 0x510: number of CPUs, size of memory"),
  /** Event timer. */
  HPET("high precision event timer at 0xfed00000, three timers"),
  /** Keyboard controller. */
  I8042("8042 keyboard controller, ports 0x60 and 0x64, without a keyboard; resets by 0xfe"),
  /** I/O APIC. */
  IOAPIC("I/O APIC at 0xfec00000, 24 pins"),
  /** KVM's clock. */
  KVMCLOCK("kvmclock: KVM's clock, which the CPUs show as hypervisors do"),
  /** MP tables. */
  MPTABLE("MP tables of the Intel MultiProcessor Specification"),
  /** PCI. */
  PCI("PCI configuration space, ports 0xcf8-0xcff, with a host bridge and nothing else"),
  /** Test device. */
  PC_TESTDEV("pc-testdev of QEMU, which KVM's unit tests know"),
  /** Interrupt controllers. */
  PIC("pair of 8259 interrupt controllers, ports 0x20-0x21 and 0xa0-0xa1"),
  /** Interval timer. */
  PIT("8254 interval timer, ports 0x40-0x43 and 0x61, interrupt 0"),
  /** Serial port. */
  SERIAL("16550 serial port at 0x3f8, interrupt 4: the console"),
  /** Shutdown port. */
  SHUTDOWN("the word \"Shutdown\" on port 0x8900 switches off");

  private final String description;

  PcDevice(String description) {
    this.description = description;
  }

  /** What a user calls it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it is, in one line. */
  public String description() {
    return description;
  }

  /** The device that a user calls so, with dashes or underscores; empty if none. */
  public static Optional<PcDevice> named(String label) {
    String dashed = label.replace('_', '-');
    return Arrays.stream(values()).filter(device -> device.label().equals(dashed)).findFirst();
  }
}
