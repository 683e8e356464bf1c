package ksim.core.machine;

/**
 * Where a machine has its RAM: from address 0, in a PC with a hole below 4 GiB in which devices
 * are; what the hole displaces lies above.
 *
 * @param lowBytes size of the RAM below the hole
 * @param highBytes size of the RAM from 4 GiB on
 */
public record PcMemory(long lowBytes, long highBytes) {
  /** Where the hole begins. */
  public static final long HOLE_BASE = 3L << 30;

  /** Where it ends. */
  public static final long HIGH_BASE = 4L << 30;

  /** RAM of a size in bytes as a PC lays it out. */
  public static PcMemory of(long bytes) {
    long low = Math.min(bytes, HOLE_BASE);
    return new PcMemory(low, bytes - low);
  }

  /** RAM of a size in bytes without a hole. */
  public static PcMemory flat(long bytes) {
    return new PcMemory(bytes, 0);
  }

  /** Address after the last. */
  public long end() {
    return highBytes == 0 ? lowBytes : HIGH_BASE + highBytes;
  }
}
