package ksim.mmu.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * What the CPUs reach by physical address: RAM from address 0 on, and devices. A device hides the
 * RAM beneath its range. Where neither answers, reads return all ones and writes are dropped, as on
 * a PC; both are counted.
 */
public final class PhysicalBus {
  private record Region(long base, long length, MmioDevice device) {
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

  /** Addresses below this one are no device's: the usual access needs no search. */
  private long lowestDevice = Long.MAX_VALUE;

  private long unansweredReads;
  private long droppedWrites;

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
   * Lets a device answer to a range of addresses.
   *
   * @param base first physical address
   * @param length number of bytes, at least 1
   * @throws IllegalArgumentException if the range is empty, wraps, or overlaps another device's
   */
  public void map(long base, long length, MmioDevice device) {
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
    regions.add(new Region(base, length, device));
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

  /** Number of bytes read where neither RAM nor a device answers. */
  public long unansweredReads() {
    return unansweredReads;
  }

  /** Number of bytes written where neither RAM nor a device answers. */
  public long droppedWrites() {
    return droppedWrites;
  }

  private boolean isRam(long physical, int bytes) {
    if (physical < 0 || physical > memory.sizeBytes() - bytes) {
      return false;
    }
    if (physical + bytes <= lowestDevice) {
      return true;
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
        return region.device.read(physical - region.base, bytes);
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
}
