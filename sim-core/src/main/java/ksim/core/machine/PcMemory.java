package ksim.core.machine;

/**
 * Where a PC has its RAM: from address 0, with a hole below 4 GiB in which devices are; what the
 * hole displaces lies above.
 *
 * @param lowBytes size of the RAM below the hole
 * @param highBytes size of the RAM from 4 GiB on
 */
public record PcMemory(long lowBytes, long highBytes) {
  /** Where the hole begins. */
  public static final long HOLE_BASE = 3L << 30;

  /** Where it ends. */
  public static final long HIGH_BASE = 4L << 30;

  /** Lays out RAM of a size in bytes. */
  public static PcMemory of(long bytes) {
    long low = Math.min(bytes, HOLE_BASE);
    return new PcMemory(low, bytes - low);
  }
}
