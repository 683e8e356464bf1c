package ksim.core.firmware;

import ksim.core.machine.Machine;
import ksim.core.machine.PcBoard;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcMemory;
import ksim.core.machine.PcOptions;
import ksim.core.platform.AcpiPowerManagement;
import ksim.core.platform.Hpet;
import ksim.core.platform.PciConfigurationPorts;
import ksim.core.platform.RealTimeClock;
import ksim.core.platform.Uart16550;

/**
 * The differentiated system description table: soft-off, the processors, and the devices that a
 * kernel cannot find by itself.
 */
final class Dsdt {
  private static final int LAST_PORT = 0xffff;
  private static final int LAST_BUS = 0xff;
  private static final long PCI_MEMORY_END = 0xfec0_0000L;

  private Dsdt() {}

  static byte[] build(Machine machine, PcOptions options) {
    TableBytes devices = processors(machine.configuration().cpus());
    if (options.has(PcDevice.PCI)) {
      devices.bytes(pci());
    }
    if (options.has(PcDevice.SERIAL)) {
      devices.bytes(legacy("COM1", "PNP0501", Uart16550.COM1, Uart16550.PORTS, PcBoard.SERIAL_IRQ));
    }
    if (options.has(PcDevice.CMOS)) {
      devices.bytes(
          legacy("RTC", "PNP0B00", RealTimeClock.BASE, RealTimeClock.PORTS, PcBoard.CLOCK_IRQ));
    }
    if (options.has(PcDevice.HPET)) {
      devices.bytes(device("HPET", "PNP0103", AmlResources.memory(Hpet.BASE, Hpet.WINDOW_BYTES)));
    }
    return AcpiTable.build("DSDT", 2, Aml.list(softOff(), Aml.scope("\\_SB", devices)));
  }

  private static TableBytes softOff() {
    TableBytes type = Aml.integer(AcpiPowerManagement.SOFT_OFF_TYPE);
    return Aml.name("\\_S5", Aml.packageOf(type, type, Aml.integer(0), Aml.integer(0)));
  }

  private static TableBytes processors(int cpus) {
    TableBytes all = new TableBytes();
    for (int cpu = 0; cpu < cpus; cpu++) {
      all.bytes(
          Aml.device(
              "C%03X".formatted(cpu),
              Aml.list(
                  Aml.name("_HID", Aml.string("ACPI0007")), Aml.name("_UID", Aml.integer(cpu)))));
    }
    return all;
  }

  private static TableBytes pci() {
    return device(
        "PCI0",
        "PNP0A03",
        AmlResources.busNumbers(0, LAST_BUS),
        AmlResources.ports(PciConfigurationPorts.BASE, PciConfigurationPorts.PORTS),
        AmlResources.portWindow(0, PciConfigurationPorts.BASE - 1),
        AmlResources.portWindow(
            PciConfigurationPorts.BASE + PciConfigurationPorts.PORTS, LAST_PORT),
        AmlResources.memoryWindow(PcMemory.HOLE_BASE, PCI_MEMORY_END - 1));
  }

  private static TableBytes legacy(String name, String id, int base, int ports, int irq) {
    return device(name, id, AmlResources.ports(base, ports), AmlResources.interrupt(irq));
  }

  private static TableBytes device(String name, String id, TableBytes... resources) {
    return Aml.device(
        name,
        Aml.list(
            Aml.name("_HID", Aml.eisaId(id)),
            Aml.name("_UID", Aml.integer(0)),
            Aml.name("_CRS", Aml.resources(resources))));
  }
}
