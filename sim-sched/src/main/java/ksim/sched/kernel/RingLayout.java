package ksim.sched.kernel;

/**
 * Offsets in bytes into a ring through which threads hand pointers to each other: two counters of
 * tickets, each in a cache line of its own, and slots.
 */
public final class RingLayout {
  /** Tickets drawn by those who put. */
  public static final int PUT = 0;

  /** Tickets drawn by those who get. */
  public static final int GET = 64;

  /** The slots; a zero is an empty one. */
  public static final int SLOTS = 128;

  /** Number of slots, a power of two. */
  public static final int CAPACITY = 64;

  /** Size of a ring. */
  public static final int SIZE = SLOTS + 8 * CAPACITY;

  private RingLayout() {}
}
