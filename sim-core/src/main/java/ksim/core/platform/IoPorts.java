package ksim.core.platform;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.cpu.PortBus;

/**
 * The I/O port space of a machine. Reads of a port without a device give all ones and writes to it
 * are dropped, as on a bus that nobody drives; both are counted by port.
 */
public final class IoPorts implements PortBus {
  private static final int PORTS = 0x10000;

  private record Range(int base, int length, PortDevice device) {}

  private final TreeMap<Integer, Range> ranges = new TreeMap<>();
  private final TreeMap<Integer, Long> unclaimed = new TreeMap<>();

  /**
   * Connects a device.
   *
   * @param base its first port
   * @param length number of ports, at least 1
   * @param device the device
   * @throws IllegalArgumentException if the range leaves the port space or overlaps another
   */
  public void map(int base, int length, PortDevice device) {
    if (base < 0 || length < 1 || base + length > PORTS) {
      throw new IllegalArgumentException("ports 0x%x+%d outside 0-0xffff".formatted(base, length));
    }
    var below = ranges.lowerEntry(base + length);
    if (below != null && below.getValue().base() + below.getValue().length() > base) {
      throw new IllegalArgumentException("ports 0x%x+%d are taken".formatted(base, length));
    }
    ranges.put(base, new Range(base, length, device));
  }

  @Override
  public long read(int port, int bytes) {
    var below = ranges.floorEntry(port);
    if (below == null || port + bytes > below.getValue().base() + below.getValue().length()) {
      unclaimed.merge(port, 1L, Long::sum);
      return (1L << (8 * bytes)) - 1;
    }
    Range range = below.getValue();
    return range.device().read(port - range.base(), bytes) & ((1L << (8 * bytes)) - 1);
  }

  @Override
  public void write(int port, int bytes, long value) {
    var below = ranges.floorEntry(port);
    if (below == null || port + bytes > below.getValue().base() + below.getValue().length()) {
      unclaimed.merge(port, 1L, Long::sum);
      return;
    }
    Range range = below.getValue();
    range.device().write(port - range.base(), bytes, value & ((1L << (8 * bytes)) - 1));
  }

  /** How often each port without a device was accessed. */
  public SortedMap<Integer, Long> unclaimedAccesses() {
    return Collections.unmodifiableSortedMap(unclaimed);
  }
}
