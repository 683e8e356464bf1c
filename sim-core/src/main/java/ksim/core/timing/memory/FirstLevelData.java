package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/**
 * The first-level data cache of a core: write-back, write-allocate, with line-fill buffers and two
 * prefetchers, by stride and of the next line. A line takes its place when it is asked for, with
 * the time at which it will be there: a second miss of the same line waits for the rest.
 */
final class FirstLevelData implements Persistent {
  private static final int LINES_PER_PAGE_SHIFT = 6;

  private final TagArray tags;
  private final SecondLevel second;
  private final Buffers fillBuffers;
  private final StridePrefetcher byStride = new StridePrefetcher();
  private final boolean prefetchesStrides;
  private final boolean prefetchesNext;
  private final int reserve;
  private final int longestWait;
  private long lastMiss = -1;
  private long misses;
  private long prefetches;
  private long usefulPrefetches;

  FirstLevelData(CoreDescription core, SecondLevel second) {
    this.second = second;
    tags =
        new TagArray(
            core.parameter("l1-bytes") >> DataMemory.LINE_SHIFT,
            core.parameter("l1-ways"),
            core.choice("l1-replacement"));
    fillBuffers = new Buffers(core.parameter("line-fill-buffers"));
    prefetchesStrides = core.parameter("stride-prefetch") != 0;
    prefetchesNext = core.parameter("next-line-prefetch") != 0;
    reserve = core.parameter("prefetch-reserve");
    longestWait = core.parameter("l3-latency") + 2 * core.parameter("dram-latency");
  }

  /**
   * A load from a line.
   *
   * @param line physical address divided by 64
   * @param cycle when it starts
   * @param physical physical address, for the stride prefetcher
   * @param instruction linear address of its instruction
   * @return core cycles by which it is later than a hit
   */
  long load(long line, long cycle, long physical, long instruction) {
    int slot = tags.use(line);
    if (slot != TagArray.NONE) {
      long state = tags.value(slot);
      if (LineState.ready(state) <= cycle && (state & LineState.PREFETCHED) == 0) {
        return 0;
      }
    }
    return loadSlow(slot, line, cycle, physical, instruction);
  }

  /**
   * Whether an access to a line from a cycle on is a hit that shows the prefetchers nothing: a
   * load, or a store to a line that may be written.
   */
  boolean hits(long line, boolean write, long cycle) {
    int slot = tags.findRecent(line);
    if (slot == TagArray.NONE) {
      return false;
    }
    long state = tags.value(slot);
    long wanted = write ? LineState.WRITABLE : 0;
    return (state & (LineState.PREFETCHED | wanted)) == wanted && LineState.ready(state) <= cycle;
  }

  /** Such an access. */
  void hit(long line, boolean write) {
    int slot = tags.use(line);
    if (write) {
      tags.setValue(slot, tags.value(slot) | LineState.DIRTY);
    }
  }

  private long loadSlow(int slot, long line, long cycle, long physical, long instruction) {
    if (slot == TagArray.NONE) {
      long delay = miss(line, false, cycle) - cycle;
      train(line, cycle, physical, instruction);
      return delay;
    }
    if (noteUse(slot)) {
      train(line, cycle, physical, instruction);
    }
    return rest(slot, cycle);
  }

  /**
   * A page walk reads an entry; the prefetchers do not see it.
   *
   * @return core cycles by which it is later than a hit
   */
  long walkLoad(long line, long cycle) {
    int slot = tags.use(line);
    return slot == TagArray.NONE ? miss(line, false, cycle) - cycle : rest(slot, cycle);
  }

  /**
   * A line is needed that is or will be here.
   *
   * @return core cycles until it is; bounded, because a younger load that starts much earlier than
   *     an older one would itself have asked for it
   */
  private long rest(int slot, long cycle) {
    return Math.clamp(LineState.ready(tags.value(slot)) - cycle, 0, longestWait);
  }

  /** Notes the first use of a prefetched line, and says whether it was. */
  private boolean noteUse(int slot) {
    long state = tags.value(slot);
    if ((state & LineState.PREFETCHED) == 0) {
      return false;
    }
    usefulPrefetches++;
    tags.setValue(slot, state & ~LineState.PREFETCHED);
    return true;
  }

  /**
   * A store asks for its line.
   *
   * @param line physical address divided by 64
   * @return core cycles until it may be written
   */
  long store(long line, long cycle) {
    int slot = tags.use(line);
    if (slot == TagArray.NONE) {
      return miss(line, true, cycle) - cycle;
    }
    noteUse(slot);
    long state = tags.value(slot);
    long delay = rest(slot, cycle);
    if ((state & LineState.WRITABLE) == 0) {
      delay = second.request(line, true, cycle + delay) - cycle;
    }
    tags.setValue(slot, state | LineState.DIRTY | LineState.WRITABLE);
    return delay;
  }

  /** Returns when the line is there. */
  private long miss(long line, boolean own, long cycle) {
    misses++;
    return fill(line, own, cycle, own ? LineState.DIRTY : 0);
  }

  private long fill(long line, boolean own, long cycle, long flags) {
    long from = fillBuffers.whenFree(cycle);
    long ready = second.request(line, own, from);
    fillBuffers.occupy(cycle, from, ready);
    int slot = tags.victim(line);
    if (tags.isUsed(slot) && (tags.value(slot) & LineState.DIRTY) != 0) {
      second.writeBack(tags.key(slot), ready);
    }
    tags.fill(line, LineState.of(ready, flags | (second.isWritable() ? LineState.WRITABLE : 0)));
    return ready;
  }

  /** Shows a load that missed, or was the first to use a prefetched line, to the prefetchers. */
  private void train(long line, long cycle, long physical, long instruction) {
    if (prefetchesStrides) {
      long next = byStride.observe(instruction, physical);
      if (next >= 0) {
        prefetch(next >>> DataMemory.LINE_SHIFT, cycle);
      }
    }
    if (prefetchesNext && line == lastMiss + 1 && isSamePage(line, line + 1)) {
      prefetch(line + 1, cycle);
    }
    lastMiss = line;
  }

  private static boolean isSamePage(long line, long other) {
    return line >>> LINES_PER_PAGE_SHIFT == other >>> LINES_PER_PAGE_SHIFT;
  }

  private void prefetch(long line, long cycle) {
    if (tags.find(line) == TagArray.NONE && fillBuffers.hasFree(reserve, cycle)) {
      prefetches++;
      fill(line, false, cycle, LineState.PREFETCHED);
    }
  }

  /** {@link Snooped#invalidate}. */
  boolean invalidate(long line) {
    return LineState.invalidate(tags, line);
  }

  /** {@link Snooped#share}. */
  boolean share(long line) {
    return LineState.share(tags, line);
  }

  void addFigures(SortedMap<String, Long> figures) {
    figures.put("l1 misses", misses);
    figures.put("l1 prefetches", prefetches);
    figures.put("l1 prefetches, useful", usefulPrefetches);
    figures.put("line-fill buffers full cycles", fillBuffers.fullCycles());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    tags.save(out);
    fillBuffers.save(out);
    byStride.save(out);
    out.writeLong(lastMiss);
    out.writeLong(misses);
    out.writeLong(prefetches);
    out.writeLong(usefulPrefetches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    tags.restore(in);
    fillBuffers.restore(in);
    byStride.restore(in);
    lastMiss = in.readLong();
    misses = in.readLong();
    prefetches = in.readLong();
    usefulPrefetches = in.readLong();
  }
}
