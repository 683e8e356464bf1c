package ksim.core.timing.memory;

/** What a core's cache knows of a line besides its address, packed into a long. */
final class LineState {
  /** The line has been written and differs from what is behind this cache. */
  static final long DIRTY = 1;

  /** No other core has the line: it may be written. */
  static final long WRITABLE = 2;

  /** The line was prefetched and has not been asked for since. */
  static final long PREFETCHED = 4;

  private static final int READY_SHIFT = 3;

  private LineState() {}

  /**
   * Packs a state.
   *
   * @param ready cycle from which on an access is not delayed by the fill
   * @param flags any of {@link #DIRTY}, {@link #WRITABLE} and {@link #PREFETCHED}
   */
  static long of(long ready, long flags) {
    return ready << READY_SHIFT | flags;
  }

  /** Cycle from which on an access is not delayed by the fill. */
  static long ready(long state) {
    return state >> READY_SHIFT;
  }
}
