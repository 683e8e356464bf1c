package ksim.mmu.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.mmu.Persistent;

/**
 * What the CPUs reach by physical address: RAM from address 0 on, and devices. A device hides the
 * RAM beneath its range. Where neither answers, reads return all ones and writes are dropped, as on
 * a PC; both are counted.
 */
public final class PhysicalBus implements Persistent {
  /** How often devices of one name were accessed. */
  private static final class Counter {
    private long accesses;
  }

  /** A device's range. */
  private static final class Region {
    private final String name;
    private final long base;
    private final long length;
    private final MmioDevice device;
    private final Counter counter;

    Region(String name, long base, long length, MmioDevice device, Counter counter) {
      this.name = name;
      this.base = base;
      this.length = length;
      this.device = device;
      this.counter = counter;
    }

    DeviceAccess access(long physical, int bytes, boolean write, long value) {
      return new DeviceAccess(
          name, DeviceAccess.Space.MEMORY, physical, physical - base, bytes, write, value);
    }

    boolean contains(long physical) {
      return physical >= base && physical - base < length;
    }

    boolean contains(long physical, int bytes) {
      return contains(physical) && length - (physical - base) >= bytes;
    }

    boolean intersects(long otherBase, long otherLength) {
      return otherBase < base + length && base < otherBase + otherLength;
    }
  }

  private final PhysicalMemory memory;
  private final List<Region> regions = new ArrayList<>();
  private final SortedMap<String, Counter> counters = new TreeMap<>();

  private long holeBase;
  private long holeEnd;

  /** Addresses below this one are RAM's: the usual access needs no search. */
  private long lowestDevice = Long.MAX_VALUE;

  private long unansweredReads;
  private long droppedWrites;
  private Optional<DeviceAccess.Listener> listener = Optional.empty();

  /**
   * @param memory the RAM, at physical address 0
   */
  public PhysicalBus(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** The RAM behind the bus. */
  public PhysicalMemory memory() {
    return memory;
  }

  /**
   * Lets a device without a name answer to a range of addresses.
   *
   * @param base first physical address
   * @param length number of bytes, at least 1
   * @throws IllegalArgumentException if the range is empty, wraps, or overlaps another device's
   */
  public void map(long base, long length, MmioDevice device) {
    map("device at 0x%x".formatted(base), base, length, device);
  }

  /**
   * Lets a device answer to a range of addresses.
   *
   * @param name what traces and counts call it
   * @param base first physical address
   * @param length number of bytes, at least 1
   * @throws IllegalArgumentException if the range is empty, wraps, or overlaps another device's
   */
  public void map(String name, long base, long length, MmioDevice device) {
    if (base < 0 || length <= 0 || base + length < 0) {
      throw new IllegalArgumentException(
          "not a range of physical addresses: 0x%x, length 0x%x".formatted(base, length));
    }
    for (Region region : regions) {
      if (region.intersects(base, length)) {
        throw new IllegalArgumentException(
            "0x%x, length 0x%x overlaps the device at 0x%x, length 0x%x"
                .formatted(base, length, region.base, region.length));
      }
    }
    Counter counter = counters.computeIfAbsent(name, key -> new Counter());
    regions.add(new Region(name, base, length, device, counter));
    lowestDevice = Math.min(lowestDevice, base);
  }

  /**
   * Takes a device away. CPUs that have accessed it must be told to look anew: {@link
   * ksim.mmu.Mmu#forgetDevices}.
   *
   * @param base first physical address of its range
   * @throws IllegalArgumentException if no device's range begins there
   */
  public void unmap(long base) {
    if (!regions.removeIf(region -> region.base == base)) {
      throw new IllegalArgumentException("no device begins at 0x%x".formatted(base));
    }
    lowestDevice = holeEnd == holeBase ? Long.MAX_VALUE : holeBase;
    regions.forEach(region -> lowestDevice = Math.min(lowestDevice, region.base));
  }

  /**
   * Leaves a hole in the RAM, for devices; there is one at most. What the memory has there is never
   * reached.
   *
   * @param base first physical address
   * @param end address after the last
   */
  public void leaveHole(long base, long end) {
    holeBase = base;
    holeEnd = end;
    lowestDevice = Math.min(lowestDevice, base);
  }

  /** True if an address is RAM and no device hides it. */
  public boolean isRam(long physical) {
    return isRam(physical, 1);
  }

  /** True if every byte of the 4 KiB page around an address is RAM that no device hides. */
  public boolean isRamPage(long physical) {
    return isRam(physical & -PhysicalMemory.FRAME_BYTES, PhysicalMemory.FRAME_BYTES);
  }

  /**
   * Reads an integer.
   *
   * @param bytes width, 1 to 8
   * @return the value, zero-extended; all ones where nothing answers
   */
  public long read(long physical, int bytes) {
    return isRam(physical, bytes) ? memory.read(physical, bytes) : readSlow(physical, bytes);
  }

  /**
   * Writes the low bytes of an integer. Dropped where nothing answers.
   *
   * @param bytes width, 1 to 8
   */
  public void write(long physical, int bytes, long value) {
    if (isRam(physical, bytes)) {
      memory.write(physical, bytes, value);
    } else {
      writeSlow(physical, bytes, value);
    }
  }

  /** Tells someone of every access to a device from now on. It costs nothing while nobody asks. */
  public void listen(DeviceAccess.Listener newListener) {
    listener = Optional.of(newListener);
  }

  /** How often each device was accessed, by name; those that never were are in it too. */
  public SortedMap<String, Long> deviceAccesses() {
    SortedMap<String, Long> counts = new TreeMap<>();
    counters.forEach((name, counter) -> counts.put(name, counter.accesses));
    return counts;
  }

  /** Number of bytes read where neither RAM nor a device answers. */
  public long unansweredReads() {
    return unansweredReads;
  }

  /** Number of bytes written where neither RAM nor a device answers. */
  public long droppedWrites() {
    return droppedWrites;
  }

  private static long truncated(long value, int bytes) {
    return bytes == Long.BYTES ? value : value & ((1L << (8 * bytes)) - 1);
  }

  /** True if there is RAM at all of a range of addresses, be it hidden by a device or not. */
  public boolean hasRam(long physical, long bytes) {
    boolean inHole = physical < holeEnd && holeBase < physical + bytes;
    return physical >= 0 && physical <= memory.sizeBytes() - bytes && !inHole;
  }

  private boolean isRam(long physical, int bytes) {
    if (physical < 0 || physical > memory.sizeBytes() - bytes) {
      return false;
    }
    if (physical + bytes <= lowestDevice) {
      return true;
    }
    if (!hasRam(physical, bytes)) {
      return false;
    }
    for (Region region : regions) {
      if (region.intersects(physical, bytes)) {
        return false;
      }
    }
    return true;
  }

  private long readSlow(long physical, int bytes) {
    for (Region region : regions) {
      if (region.contains(physical, bytes)) {
        region.counter.accesses++;
        long value = truncated(region.device.read(physical - region.base, bytes), bytes);
        listener.ifPresent(l -> l.accessed(region.access(physical, bytes, false, value)));
        return value;
      }
    }
    if (bytes == 1) {
      if (isRam(physical)) {
        return memory.read(physical, 1);
      }
      unansweredReads++;
      return 0xff;
    }
    // The access straddles the border of RAM, a device or nothing.
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= readSlow(physical + i, 1) << (8 * i);
    }
    return value;
  }

  private void writeSlow(long physical, int bytes, long value) {
    for (Region region : regions) {
      if (region.contains(physical, bytes)) {
        region.counter.accesses++;
        listener.ifPresent(
            l -> l.accessed(region.access(physical, bytes, true, truncated(value, bytes))));
        region.device.write(physical - region.base, bytes, value);
        return;
      }
    }
    if (bytes == 1) {
      if (isRam(physical)) {
        memory.write(physical, 1, value);
      } else {
        droppedWrites++;
      }
      return;
    }
    for (int i = 0; i < bytes; i++) {
      writeSlow(physical + i, 1, value >>> (8 * i));
    }
  }

  /**
   * Writes the counters. RAM and devices are saved by themselves; they are restored before, because
   * some of them move.
   */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(unansweredReads);
    out.writeLong(droppedWrites);
    for (Counter counter : counters.values()) {
      out.writeLong(counter.accesses);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    unansweredReads = in.readLong();
    droppedWrites = in.readLong();
    for (Counter counter : counters.values()) {
      counter.accesses = in.readLong();
    }
  }
}
