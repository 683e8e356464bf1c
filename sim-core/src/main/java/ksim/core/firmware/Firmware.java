package ksim.core.firmware;

import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.PhysicalMap;
import ksim.core.boot.PhysicalMap.Kind;
import ksim.core.boot.PhysicalMap.Range;
import ksim.core.machine.Machine;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcMemory;
import ksim.core.machine.PcOptions;
import ksim.core.platform.Uart16550;
import ksim.mmu.memory.PhysicalMemory;

/**
 * What a PC's firmware leaves in memory before it starts a kernel. It keeps to the last kilobyte
 * below 640 KiB (the extended BIOS data area), to the BIOS data area at 0x400, and to 0xe0000 to
 * 0xfffff; everything else is the kernel's.
 */
public final class Firmware {
  static final int IO_APIC_ID = 0;

  private static final long EXTENDED_DATA = 0x9_fc00;
  private static final int EXTENDED_DATA_KIB = 1;
  private static final long MP_POINTER = EXTENDED_DATA + 0x10;
  private static final long TABLES = 0xe_0000;
  private static final long ONE_MIB = 0x10_0000;

  private static final long SERIAL_PORTS = 0x400;
  private static final long EXTENDED_DATA_SEGMENT = 0x40e;
  private static final long BASE_MEMORY_KIB = 0x413;

  private Firmware() {}

  /**
   * Writes the tables and data areas of a machine that has the board of a PC.
   *
   * @param machine has at least 1 MiB of RAM
   * @param options how the board is built: the tables tell of what is there
   */
  public static FirmwareLayout install(Machine machine, PcOptions options) {
    PhysicalMemory memory = machine.memory();
    memory.write(SERIAL_PORTS, 2, options.has(PcDevice.SERIAL) ? Uart16550.COM1 : 0);
    memory.write(EXTENDED_DATA_SEGMENT, 2, EXTENDED_DATA >> 4);
    memory.write(BASE_MEMORY_KIB, 2, EXTENDED_DATA >> 10);
    memory.write(EXTENDED_DATA, 1, EXTENDED_DATA_KIB);
    TableSpace space = new TableSpace(memory, TABLES, ONE_MIB);
    long rsdp = options.has(PcDevice.ACPI) ? AcpiTables.place(space, machine, options) : 0;
    if (options.has(PcDevice.MPTABLE)) {
      MpTables.place(space, MP_POINTER, machine, options);
    }
    return new FirmwareLayout(map(machine.configuration().memoryBytes()), rsdp);
  }

  private static PhysicalMap map(long bytes) {
    PcMemory ram = PcMemory.of(bytes);
    List<Range> ranges = new ArrayList<>();
    ranges.add(new Range(0, EXTENDED_DATA, Kind.RAM));
    ranges.add(new Range(EXTENDED_DATA, ONE_MIB - EXTENDED_DATA, Kind.RESERVED));
    if (ram.lowBytes() > ONE_MIB) {
      ranges.add(new Range(ONE_MIB, ram.lowBytes() - ONE_MIB, Kind.RAM));
    }
    if (ram.highBytes() > 0) {
      ranges.add(new Range(PcMemory.HIGH_BASE, ram.highBytes(), Kind.RAM));
    }
    return new PhysicalMap(ranges);
  }
}
