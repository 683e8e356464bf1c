package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** Which lines a set-associative cache with least-recently-used replacement holds. */
final class CacheLevel implements Persistent {
  /** Binary logarithm of the line size of 64 bytes. */
  static final int LINE_SHIFT = 6;

  private static final long EMPTY = -1;

  private final int ways;
  private final int setMask;

  /** Line numbers by set, in each set the most recently used first. */
  private final long[] lines;

  /**
   * @param bytes capacity; with the ways it gives a power of two of sets
   * @param ways associativity
   */
  CacheLevel(int bytes, int ways) {
    this.ways = ways;
    int count = bytes >> LINE_SHIFT;
    if (Integer.bitCount(count / ways) != 1) {
      throw new IllegalArgumentException(bytes + " bytes in " + ways + " ways");
    }
    setMask = count / ways - 1;
    lines = new long[count];
    Arrays.fill(lines, EMPTY);
  }

  /**
   * Accesses a line; it is the most recently used one of its set afterwards.
   *
   * @param line physical address divided by 64
   * @return whether it was there
   */
  boolean access(long line) {
    int first = ((int) line & setMask) * ways;
    return lines[first] == line || accessOther(line, first);
  }

  private boolean accessOther(long line, int first) {
    long moved = lines[first];
    lines[first] = line;
    for (int i = first + 1; i < first + ways; i++) {
      long here = lines[i];
      lines[i] = moved;
      if (here == line) {
        return true;
      }
      moved = here;
    }
    return false;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, lines);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, lines);
  }
}
