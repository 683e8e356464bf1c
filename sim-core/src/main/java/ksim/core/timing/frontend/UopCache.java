package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Which windows of code the micro-operation cache (the manual's DSB) holds. The lines of a window
 * lie in the same set; the least recently used are replaced, and a window that loses a line is
 * gone.
 */
final class UopCache implements Persistent {
  private static final long EMPTY = -1;

  private final int windowShift;
  private final int setMask;
  private final int ways;

  /** By set and way: the window's physical address of entry. */
  private final long[] keys;

  /** By set and way: when it was used last. */
  private final long[] used;

  private long uses;

  UopCache(FrontEndShape shape) {
    windowShift = Integer.numberOfTrailingZeros(shape.windowBytes());
    setMask = shape.sets() - 1;
    ways = shape.ways();
    keys = new long[shape.sets() * ways];
    used = new long[keys.length];
    Arrays.fill(keys, EMPTY);
  }

  /** Whether a window is there; it is the most recently used one then. */
  boolean holds(long key) {
    int first = first(key);
    uses++;
    boolean found = false;
    for (int i = first; i < first + ways; i++) {
      if (keys[i] == key) {
        used[i] = uses;
        found = true;
      }
    }
    return found;
  }

  /** A window has been decoded, and is held from now on. */
  void fill(long key, int lines) {
    if (holds(key)) {
      return;
    }
    int first = first(key);
    for (int line = 0; line < lines; line++) {
      int oldest = first;
      for (int i = first; i < first + ways; i++) {
        oldest = used[i] < used[oldest] ? i : oldest;
      }
      drop(first, keys[oldest]);
      keys[oldest] = key;
      used[oldest] = uses;
    }
  }

  private void drop(int first, long key) {
    for (int i = first; i < first + ways; i++) {
      if (keys[i] == key) {
        keys[i] = EMPTY;
        used[i] = 0;
      }
    }
  }

  private int first(long key) {
    return ((int) (key >>> windowShift) & setMask) * ways;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, keys);
    SavedArrays.save(out, used);
    out.writeLong(uses);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, keys);
    SavedArrays.restore(in, used);
    uses = in.readLong();
  }
}
