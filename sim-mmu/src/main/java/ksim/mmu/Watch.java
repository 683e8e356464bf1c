package ksim.mmu;

/**
 * A range of linear memory whose data accesses are to be noticed: a data breakpoint.
 *
 * @param linear first byte, a multiple of the size
 * @param bytes size: 1, 2, 4 or 8
 * @param reads whether reads are noticed
 * @param writes whether writes are noticed
 */
public record Watch(long linear, int bytes, boolean reads, boolean writes) {
  private static final long PAGE_MASK = -4096L;

  /** A watch for writes, and for reads too if so told: what debug registers can express. */
  public Watch(long linear, int bytes, boolean reads) {
    this(linear, bytes, reads, true);
  }

  /** Whether an access is to be noticed. */
  boolean isHit(long address, int width, boolean write) {
    boolean apart = address - linear >= bytes || linear - address >= width;
    return !apart && (write ? writes : reads);
  }

  /** Whether it lies in the page around an address. */
  boolean isInPageOf(long address) {
    return ((address ^ linear) & PAGE_MASK) == 0;
  }
}
