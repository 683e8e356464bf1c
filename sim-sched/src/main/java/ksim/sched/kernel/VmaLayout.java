package ksim.sched.kernel;

/**
 * Offsets in bytes into an entry of the list of mappings, symbol {@code vmas}: an array sorted by
 * address, its length at symbol {@code vma_count}. All fields have 64 bits.
 */
public final class VmaLayout {
  /** First address of the mapping, its guard area included. */
  public static final int START = 0;

  /** Address just behind it. */
  public static final int END = 8;

  /** First accessible address; equal to the start where there is no guard area. */
  public static final int GUARD_END = 16;

  /** {@code FLAG_} bits. */
  public static final int FLAGS = 24;

  /** Size of an entry, and its logarithm. */
  public static final int SIZE = 32;

  /** The mapping is a stack ({@code mmap_stack}). */
  public static final int FLAG_STACK = 1;

  /** Its pages are mapped at once ({@code mmap_populate}). */
  public static final int FLAG_POPULATE = 2;

  private VmaLayout() {}
}
