package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/** The first-level instruction cache of a core, which asks for the next line on a miss. */
final class FirstLevelCode implements Persistent {
  private static final int LINES_PER_PAGE_SHIFT = 6;

  private final TagArray tags;
  private final SecondLevel second;
  private final int longestWait;
  private long misses;

  FirstLevelCode(CoreDescription core, SecondLevel second) {
    this.second = second;
    tags =
        new TagArray(
            core.parameter("l1i-bytes") >> DataMemory.LINE_SHIFT,
            core.parameter("l1i-ways"),
            core.choice("l1i-replacement"));
    longestWait = core.parameter("l3-latency") + 2 * core.parameter("dram-latency");
  }

  /**
   * The front end wants a line.
   *
   * @param line physical address divided by 64
   * @return core cycles by which it is later than a hit
   */
  long fetch(long line, long cycle) {
    int slot = tags.use(line);
    if (slot != TagArray.NONE) {
      return Math.clamp(LineState.ready(tags.value(slot)) - cycle, 0, longestWait);
    }
    misses++;
    long ready = fill(line, cycle);
    long next = line + 1;
    if (next >>> LINES_PER_PAGE_SHIFT == line >>> LINES_PER_PAGE_SHIFT
        && tags.find(next) == TagArray.NONE) {
      fill(next, cycle);
    }
    return ready - cycle;
  }

  /** Whether a line is there in a cycle. */
  boolean hits(long line, long cycle) {
    int slot = tags.findRecent(line);
    return slot != TagArray.NONE && LineState.ready(tags.value(slot)) <= cycle;
  }

  private long fill(long line, long cycle) {
    long ready = second.request(line, false, cycle);
    tags.fill(line, LineState.of(ready, 0));
    return ready;
  }

  /** {@link Snooped#invalidate}; code is never dirty. */
  void invalidate(long line) {
    int slot = tags.find(line);
    if (slot != TagArray.NONE) {
      tags.drop(slot);
    }
  }

  void addFigures(SortedMap<String, Long> figures) {
    figures.put("l1 code misses", misses);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    tags.save(out);
    out.writeLong(misses);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    tags.restore(in);
    misses = in.readLong();
  }
}
