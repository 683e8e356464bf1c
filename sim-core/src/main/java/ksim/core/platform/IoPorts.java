package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.cpu.PortBus;
import ksim.mmu.Persistent;
import ksim.mmu.memory.DeviceAccess;

/**
 * The I/O port space of a machine. Reads of a port without a device give all ones and writes to it
 * are dropped, as on a bus that nobody drives; both are counted by port. An access that leaves a
 * device's range reaches what is there byte by byte.
 */
public final class IoPorts implements PortBus, Persistent {
  private static final int PORTS = 0x10000;

  /** A device's ports, and how often they were accessed. */
  private static final class Range {
    private final String name;
    private final int base;
    private final int length;
    private final PortDevice device;
    private long accesses;

    Range(String name, int base, int length, PortDevice device) {
      this.name = name;
      this.base = base;
      this.length = length;
      this.device = device;
    }

    boolean contains(int port, int bytes) {
      return port + bytes <= base + length;
    }

    DeviceAccess access(int port, int bytes, boolean write, long value) {
      return new DeviceAccess(
          name, DeviceAccess.Space.PORT, port, port - base, bytes, write, value);
    }
  }

  private static final String NOBODY = "nobody";

  private final TreeMap<Integer, Range> ranges = new TreeMap<>();
  private final TreeMap<Integer, Long> unclaimed = new TreeMap<>();
  private Optional<DeviceAccess.Listener> listener = Optional.empty();

  /**
   * Connects a device without a name.
   *
   * @param base its first port
   * @param length number of ports, at least 1
   * @param device the device
   * @throws IllegalArgumentException if the range leaves the port space or overlaps another
   */
  public void map(int base, int length, PortDevice device) {
    map("device at port 0x%x".formatted(base), base, length, device);
  }

  /**
   * Connects a device.
   *
   * @param name what traces and counts call it
   * @param base its first port
   * @param length number of ports, at least 1
   * @param device the device
   * @throws IllegalArgumentException if the range leaves the port space or overlaps another
   */
  public void map(String name, int base, int length, PortDevice device) {
    if (base < 0 || length < 1 || base + length > PORTS) {
      throw new IllegalArgumentException("ports 0x%x+%d outside 0-0xffff".formatted(base, length));
    }
    var below = ranges.lowerEntry(base + length);
    if (below != null && below.getValue().base + below.getValue().length > base) {
      throw new IllegalArgumentException("ports 0x%x+%d are taken".formatted(base, length));
    }
    ranges.put(base, new Range(name, base, length, device));
  }

  @Override
  public long read(int port, int bytes) {
    var below = ranges.floorEntry(port);
    long mask = (1L << (8 * bytes)) - 1;
    if (below == null || !below.getValue().contains(port, bytes)) {
      return reachesDevice(port, bytes)
          ? readBytewise(port, bytes)
          : unclaimed(port, bytes, false, mask);
    }
    Range range = below.getValue();
    range.accesses++;
    long value = range.device.read(port - range.base, bytes) & mask;
    listener.ifPresent(l -> l.accessed(range.access(port, bytes, false, value)));
    return value;
  }

  @Override
  public void write(int port, int bytes, long value) {
    var below = ranges.floorEntry(port);
    long written = value & ((1L << (8 * bytes)) - 1);
    if (below == null || !below.getValue().contains(port, bytes)) {
      if (reachesDevice(port, bytes)) {
        writeBytewise(port, bytes, written);
      } else {
        unclaimed(port, bytes, true, written);
      }
      return;
    }
    Range range = below.getValue();
    range.accesses++;
    listener.ifPresent(l -> l.accessed(range.access(port, bytes, true, written)));
    range.device.write(port - range.base, bytes, written);
  }

  /** Whether an access that no device answers as a whole has a byte that one does. */
  private boolean reachesDevice(int port, int bytes) {
    var below = ranges.lowerEntry(port + bytes);
    return bytes > 1 && below != null && below.getValue().contains(port, 1);
  }

  private long readBytewise(int port, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= read((port + i) & (PORTS - 1), 1) << (Byte.SIZE * i);
    }
    return value;
  }

  private void writeBytewise(int port, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      write((port + i) & (PORTS - 1), 1, value >>> (Byte.SIZE * i));
    }
  }

  private long unclaimed(int port, int bytes, boolean write, long value) {
    unclaimed.merge(port, 1L, Long::sum);
    listener.ifPresent(
        l ->
            l.accessed(
                new DeviceAccess(NOBODY, DeviceAccess.Space.PORT, port, 0, bytes, write, value)));
    return value;
  }

  /** Tells someone of every access from now on. It costs nothing while nobody asks. */
  public void listen(DeviceAccess.Listener newListener) {
    listener = Optional.of(newListener);
  }

  /** How often each device was accessed, by name; those that never were are in it too. */
  public SortedMap<String, Long> deviceAccesses() {
    SortedMap<String, Long> counts = new TreeMap<>();
    ranges.values().forEach(range -> counts.merge(range.name, range.accesses, Long::sum));
    return counts;
  }

  /** How often each port without a device was accessed. */
  public SortedMap<Integer, Long> unclaimedAccesses() {
    return Collections.unmodifiableSortedMap(unclaimed);
  }

  /** Writes the counts of accesses; the devices are saved by themselves. */
  @Override
  public void save(DataOutput out) throws IOException {
    for (Range range : ranges.values()) {
      out.writeLong(range.accesses);
    }
    out.writeInt(unclaimed.size());
    for (var entry : unclaimed.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (Range range : ranges.values()) {
      range.accesses = in.readLong();
    }
    unclaimed.clear();
    for (int left = in.readInt(); left > 0; left--) {
      unclaimed.put(in.readInt(), in.readLong());
    }
  }
}
