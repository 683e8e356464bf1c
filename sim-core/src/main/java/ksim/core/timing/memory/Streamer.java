package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The streamer of the second-level cache: it watches requests of the first-level caches by page,
 * and where they go through a page in one direction it asks for lines ahead of them, up to two a
 * request and not beyond the page (Intel Optimization Manual, "Data Prefetch to the L2").
 * Simplified: the 32 pages that it can follow are chosen by a hash of their number, not by age.
 */
final class Streamer implements Persistent {
  private static final int TRACKERS = 32;
  private static final int TRACKER_SHIFT = 5;
  private static final int LINES_PER_PAGE_SHIFT = 6;
  private static final int MOST_A_REQUEST = 2;

  private final int distance;
  private final int confidence;
  private final long[] pages = new long[TRACKERS];
  private final long[] last = new long[TRACKERS];
  private final long[] ahead = new long[TRACKERS];

  /** Steps seen in a row in one direction: positive upwards, negative downwards. */
  private final int[] run = new int[TRACKERS];

  Streamer(CoreDescription core) {
    distance = core.parameter("streamer-distance");
    confidence = core.parameter("streamer-confidence");
    Arrays.fill(pages, -1);
  }

  /**
   * A request for a line; what is to be prefetched follows from {@link #next}.
   *
   * @return the tracker that follows its page
   */
  int observe(long line) {
    long page = line >>> LINES_PER_PAGE_SHIFT;
    int i = (int) (page ^ page >>> TRACKER_SHIFT) & TRACKERS - 1;
    if (pages[i] != page) {
      pages[i] = page;
      run[i] = 0;
    } else if (line > last[i]) {
      step(i, 1, line);
    } else if (line < last[i]) {
      step(i, -1, line);
    }
    last[i] = line;
    return i;
  }

  private void step(int i, int direction, long line) {
    if (run[i] * direction > 0) {
      run[i] += direction;
    } else {
      run[i] = direction;
    }
    boolean overtaken = direction > 0 ? ahead[i] < line : ahead[i] > line;
    if (overtaken || run[i] == direction) {
      ahead[i] = line;
    }
  }

  /**
   * The next line to be prefetched after a request.
   *
   * @param i what {@link #observe} returned
   * @param issued how many have been since
   * @return the line, or -1 if there is none
   */
  long next(int i, int issued) {
    if (issued == MOST_A_REQUEST || Math.abs(run[i]) < confidence) {
      return -1;
    }
    int direction = run[i] > 0 ? 1 : -1;
    long line = ahead[i] + direction;
    if (line >>> LINES_PER_PAGE_SHIFT != pages[i] || Math.abs(line - last[i]) > distance) {
      return -1;
    }
    ahead[i] = line;
    return line;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, pages);
    SavedArrays.save(out, last);
    SavedArrays.save(out, ahead);
    SavedArrays.save(out, run);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, pages);
    SavedArrays.restore(in, last);
    SavedArrays.restore(in, ahead);
    SavedArrays.restore(in, run);
  }
}
