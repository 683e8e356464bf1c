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

  /** {@link Snooped#invalidate} of a cache whose lines have such states. */
  static boolean invalidate(TagArray tags, long line) {
    int slot = tags.find(line);
    if (slot == TagArray.NONE) {
      return false;
    }
    boolean dirty = (tags.value(slot) & DIRTY) != 0;
    tags.drop(slot);
    return dirty;
  }

  /** {@link Snooped#share} of a cache whose lines have such states. */
  static boolean share(TagArray tags, long line) {
    int slot = tags.find(line);
    if (slot == TagArray.NONE) {
      return false;
    }
    long state = tags.value(slot);
    tags.setValue(slot, state & ~(DIRTY | WRITABLE));
    return (state & DIRTY) != 0;
  }
}
