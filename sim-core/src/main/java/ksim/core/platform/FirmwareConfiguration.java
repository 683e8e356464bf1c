package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.mmu.Persistent;

/**
 * QEMU's firmware configuration device {@code fw_cfg} (QEMU documentation, "Firmware Configuration
 * Device"): a kernel writes the number of an item to the selector and reads the item's bytes, one
 * after the other, from the data port. Here are the items that tell what the machine is made of; an
 * item that does not exist, and what lies behind the end of one that does, reads as zero. Integers
 * in items are little-endian, those in the file directory big-endian. There is no DMA interface.
 */
public final class FirmwareConfiguration implements PortDevice, Persistent {
  /** First port on a PC. */
  public static final int PORT = 0x510;

  /** Number of ports: the selector, 16 bits wide, and the data port, which is its upper byte. */
  public static final int PORTS = 2;

  /** "QEMU". */
  static final int SIGNATURE = 0x00;

  /** 32 bits: bit 0 for the interface by ports, bit 1 for the one by DMA. */
  static final int INTERFACES = 0x01;

  /** 64 bits: RAM in bytes. */
  static final int RAM_BYTES = 0x03;

  /** 16 bits: CPUs that are there when the machine is switched on. */
  static final int CPUS = 0x05;

  /** 16 bits: one more than the highest local APIC ID. */
  static final int APIC_IDS = 0x0f;

  /** 32 bits, big-endian: number of files; their entries would follow. */
  static final int FILE_DIRECTORY = 0x19;

  private static final int SELECTOR = 0;
  private static final int DATA = 1;

  /** Asks for an item in order to write it; no item can be written by ports. */
  private static final int WRITE_CHANNEL = 0x4000;

  private final SortedMap<Integer, byte[]> items = new TreeMap<>();
  private int selected;
  private int offset;

  /**
   * @param cpus number of CPUs, whose local APIC IDs are 0 to {@code cpus - 1}
   * @param memoryBytes size of the RAM
   */
  public FirmwareConfiguration(int cpus, long memoryBytes) {
    items.put(SIGNATURE, new byte[] {'Q', 'E', 'M', 'U'});
    items.put(INTERFACES, integer(1, Integer.BYTES));
    items.put(RAM_BYTES, integer(memoryBytes, Long.BYTES));
    items.put(CPUS, integer(cpus, Short.BYTES));
    items.put(APIC_IDS, integer(cpus, Short.BYTES));
    items.put(FILE_DIRECTORY, integer(0, Integer.BYTES));
  }

  private static byte[] integer(long value, int bytes) {
    byte[] result = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      result[i] = (byte) (value >>> (Byte.SIZE * i));
    }
    return result;
  }

  /** The selector is write-only. */
  @Override
  public long read(int port, int bytes) {
    return port == DATA && bytes == 1 ? nextByte() : -1;
  }

  private long nextByte() {
    byte[] item = items.getOrDefault(selected, new byte[0]);
    return offset < item.length ? Byte.toUnsignedLong(item[offset++]) : 0;
  }

  /** Writes to the data port are ignored. */
  @Override
  public void write(int port, int bytes, long value) {
    if (port == SELECTOR && bytes == Short.BYTES) {
      selected = (int) value & 0xffff & ~WRITE_CHANNEL;
      offset = 0;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(selected);
    out.writeInt(offset);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    selected = in.readInt();
    offset = in.readInt();
  }
}
