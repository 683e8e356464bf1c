package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * Watches whether loads go on line by line, or nearly so, towards the end of a page of 4 KiB: then
 * the next page is asked for.
 */
final class NextPage implements Persistent {
  private static final int LINES_PER_PAGE_MASK = 63;

  /**
   * Lines from this one on are near the end of a page: the second-level TLB answers while a stream
   * of loads passes them.
   */
  private static final int LAST_LINES = 48;

  /** Steps from line to line that make a stream. */
  private static final int LINES_OF_STREAM = 4;

  private final boolean on;
  private long last;
  private int steps;

  /**
   * @param on whether anything is asked for at all
   */
  NextPage(boolean on) {
    this.on = on;
  }

  /** Whether a load of a line can be one after which the next page is asked for. */
  boolean isNear(long line) {
    return on && ((int) line & LINES_PER_PAGE_MASK) >= LAST_LINES;
  }

  /** Takes note of a load of a line, by linear address; whether the next page is asked for. */
  boolean observe(long line) {
    boolean asks = false;
    if (isNear(line)) {
      steps = steps(steps, line - last);
      asks = steps == LINES_OF_STREAM;
      steps = asks ? 0 : steps;
    }
    last = line;
    return asks;
  }

  /** Whether any of the first loads of some lines would ask, if they came now. */
  boolean foresee(long[] lines, int count) {
    long before = last;
    int seen = steps;
    for (int i = 0; i < count; i++) {
      if (isNear(lines[i])) {
        seen = steps(seen, lines[i] - before);
        if (seen == LINES_OF_STREAM) {
          return true;
        }
      }
      before = lines[i];
    }
    return false;
  }

  private static int steps(int before, long distance) {
    if (distance == 1) {
      return before + 1;
    }
    return distance < 0 || distance > 2 ? 0 : before;
  }

  /** The line behind the page of a line. */
  static long after(long line) {
    return (line | LINES_PER_PAGE_MASK) + 1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(last);
    out.writeInt(steps);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    last = in.readLong();
    steps = in.readInt();
  }
}
