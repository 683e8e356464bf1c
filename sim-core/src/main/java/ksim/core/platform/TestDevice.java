package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.mmu.Persistent;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.MmioDevice;

/**
 * The device that test suites of hypervisors exercise a PC with, as QEMU's {@code pc-testdev} is
 * seen by a guest: a data register in port space, interrupt lines at the guest's command, and
 * device memory that keeps what is written to it. It answers at four places.
 */
public final class TestDevice implements Persistent {
  /** First port of the data register: four ports, any width. */
  public static final int DATA_PORT = 0xe0;

  /** First port of the same register once more. */
  public static final int DATA_BYTES_PORT = 0xe8;

  /** Number of ports of the data register at either place. */
  public static final int DATA_PORTS = 4;

  /**
   * First of four ports that take a physical address, upon which a hypervisor drops its translation
   * of that page. There is none here that a guest could see: the write changes nothing.
   */
  public static final int FLUSH_PORT = 0xe4;

  /** Port of the first interrupt line: a byte other than zero asserts it, zero releases it. */
  public static final int LINES_PORT = 0x2000;

  /** Number of interrupt lines, each with a port of its own. */
  public static final int LINES = 24;

  /** Physical address of the device memory. */
  public static final long MEMORY = 0xff00_0000L;

  /** Size of the device memory. */
  public static final int MEMORY_BYTES = 0x1_0000;

  private final List<InterruptLine> lines;
  private final byte[] data = new byte[DATA_PORTS];
  private final byte[] memory = new byte[MEMORY_BYTES];

  /**
   * @param lines the interrupt lines by number, {@link #LINES} of them
   */
  public TestDevice(List<InterruptLine> lines) {
    if (lines.size() != LINES) {
      throw new IllegalArgumentException(lines.size() + " interrupt lines instead of " + LINES);
    }
    this.lines = List.copyOf(lines);
  }

  /** The data register. */
  public PortDevice dataPorts() {
    return new PortDevice() {
      @Override
      public long read(int offset, int bytes) {
        return LittleEndian.get(data, offset, bytes);
      }

      @Override
      public void write(int offset, int bytes, long value) {
        LittleEndian.put(data, offset, bytes, value);
      }
    };
  }

  /** The ports at {@link #FLUSH_PORT}. */
  public PortDevice flushPorts() {
    return new PortDevice() {
      @Override
      public long read(int offset, int bytes) {
        return -1;
      }

      @Override
      public void write(int offset, int bytes, long value) {
        // Every access of a guest is translated through its own page tables only.
      }
    };
  }

  /** The interrupt lines; a wider access is one to each of its ports. */
  public PortDevice linePorts() {
    return new PortDevice() {
      @Override
      public long read(int offset, int bytes) {
        return -1;
      }

      @Override
      public void write(int offset, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
          lines.get(offset + i).set((value >>> (Byte.SIZE * i) & 0xff) != 0);
        }
      }
    };
  }

  /** The device memory. */
  public MmioDevice deviceMemory() {
    return new MmioDevice() {
      @Override
      public long read(long offset, int bytes) {
        return LittleEndian.get(memory, (int) offset, bytes);
      }

      @Override
      public void write(long offset, int bytes, long value) {
        LittleEndian.put(memory, (int) offset, bytes, value);
      }
    };
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(data);
    out.write(memory);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(data);
    in.readFully(memory);
  }
}
