package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Which windows of code the micro-operation cache (the manual's DSB) holds: by the address at which
 * a window was entered, how far the code behind it has been decoded. The lines of a window lie in
 * the same set; the window that was used least recently makes room for others.
 */
final class UopCache implements Persistent {
  private static final long EMPTY = -1;
  private static final int NONE = -1;

  private final int windowShift;
  private final int setMask;
  private final int ways;

  /** By set and way: the window's physical address of entry. */
  private final long[] keys;

  /** By set and way: where the window's first line lies. */
  private final int[] head;

  /** By set and way, of a window's first line: when it was used last. */
  private final long[] used;

  /** The same: how many lines the window has. */
  private final int[] lines;

  /** The same: where in the window the code ends that is held. */
  private final int[] reach;

  private long uses;

  UopCache(FrontEndShape shape) {
    windowShift = Integer.numberOfTrailingZeros(shape.windowBytes());
    setMask = shape.sets() - 1;
    ways = shape.ways();
    keys = new long[shape.sets() * ways];
    head = new int[keys.length];
    used = new long[keys.length];
    lines = new int[keys.length];
    reach = new int[keys.length];
    Arrays.fill(keys, EMPTY);
    Arrays.setAll(head, i -> i);
  }

  /**
   * Finds a window; it is the most recently used one then.
   *
   * @param key its physical address of entry
   * @param hint where it may lie
   * @return where it lies, or -1
   */
  int find(long key, int hint) {
    int place = where(key, hint);
    if (place != NONE) {
      use(place);
    }
    return place;
  }

  /** The same without a use. */
  int where(long key, int hint) {
    return keys[hint] == key ? head[hint] : search(key);
  }

  /** Makes a window the most recently used one. */
  void use(int place) {
    used[place] = ++uses;
  }

  private int search(long key) {
    int first = first(key);
    for (int i = first; i < first + ways; i++) {
      if (keys[i] == key) {
        return head[i];
      }
    }
    return NONE;
  }

  /** Where in a window the code ends that is held, as {@link #hold} was told. */
  int reach(int place) {
    return reach[place];
  }

  /** How many lines a window has. */
  int lines(int place) {
    return lines[place];
  }

  /**
   * A window has been decoded, and is held from now on.
   *
   * @param key its physical address of entry
   * @param count how many lines it has now; none are taken away
   * @param end where in it the code ends
   */
  void hold(long key, int count, int end) {
    int first = first(key);
    int place = find(key, first);
    if (place == NONE) {
      uses++;
    }
    for (int line = place == NONE ? 0 : lines[place]; line < count; line++) {
      int oldest = first;
      for (int i = first; i < first + ways; i++) {
        oldest = used[head[i]] < used[head[oldest]] ? i : oldest;
      }
      drop(first, keys[oldest]);
      if (place == NONE) {
        place = oldest;
        reach[place] = 0;
      }
      keys[oldest] = key;
      head[oldest] = place;
      used[place] = uses;
      lines[place] = line + 1;
    }
    reach[place] = Math.max(reach[place], end);
  }

  /** A window cannot be held. */
  void forget(long key) {
    drop(first(key), key);
  }

  private void drop(int first, long key) {
    for (int i = first; i < first + ways; i++) {
      if (keys[i] == key) {
        keys[i] = EMPTY;
        head[i] = i;
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
    SavedArrays.save(out, head);
    SavedArrays.save(out, used);
    SavedArrays.save(out, lines);
    SavedArrays.save(out, reach);
    out.writeLong(uses);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, keys);
    SavedArrays.restore(in, head);
    SavedArrays.restore(in, used);
    SavedArrays.restore(in, lines);
    SavedArrays.restore(in, reach);
    uses = in.readLong();
  }
}
