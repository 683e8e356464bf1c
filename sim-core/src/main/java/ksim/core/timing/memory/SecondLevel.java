package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/**
 * The second-level cache of a core, for code and data, with its superqueue, its two prefetchers and
 * the way to the shared cache. All times are those at which a load starts that is then not delayed.
 */
final class SecondLevel implements Persistent {
  private final TagArray tags;
  private final SharedCache shared;
  private final int number;
  private final int hitDelay;
  private final int sharedDelay;
  private final int longestWait;
  private final boolean adjacent;
  private final boolean streams;
  private final int reserve;
  private final Buffers superqueue;
  private final Bus toFirstLevel;
  private final Bus fromShared;
  private final Streamer streamer;
  private boolean writable;
  private long requests;
  private long misses;
  private long prefetches;
  private long usefulPrefetches;
  private long droppedPrefetches;

  /**
   * @param number what the shared cache calls the core
   */
  SecondLevel(CoreDescription core, SharedCache shared, int number) {
    this.shared = shared;
    this.number = number;
    tags =
        new TagArray(
            core.parameter("l2-bytes") >> DataMemory.LINE_SHIFT,
            core.parameter("l2-ways"),
            core.choice("l2-replacement"));
    int base = core.parameter("l1-latency");
    hitDelay = core.parameter("l2-latency") - base;
    sharedDelay = core.parameter("l3-latency") - base - hitDelay;
    longestWait = core.parameter("l3-latency") + 2 * core.parameter("dram-latency");
    adjacent = core.parameter("adjacent-line-prefetch") != 0;
    streams = core.parameter("streamer-prefetch") != 0;
    reserve = core.parameter("prefetch-reserve");
    superqueue = new Buffers(core.parameter("superqueue"));
    toFirstLevel = new Bus(core.parameter("l2-line-cycles"));
    fromShared = new Bus(core.parameter("l3-line-cycles"));
    streamer = new Streamer(core);
  }

  /**
   * A first-level cache asks for a line.
   *
   * @param line physical address divided by 64
   * @param own whether it is going to be written
   * @param cycle when it asks
   * @return when the line is in the first-level cache
   */
  long request(long line, boolean own, long cycle) {
    requests++;
    int slot = tags.use(line);
    long ready = slot == TagArray.NONE ? miss(line, own, cycle) : hit(slot, line, own, cycle);
    if (streams) {
      stream(line, cycle);
    }
    return toFirstLevel.transfer(ready) + hitDelay;
  }

  private void stream(long line, long cycle) {
    int tracker = streamer.observe(line);
    int issued = 0;
    for (long ahead = streamer.next(tracker, 0);
        ahead >= 0;
        ahead = streamer.next(tracker, issued)) {
      prefetch(ahead, cycle);
      issued++;
    }
  }

  private long hit(int slot, long line, boolean own, long cycle) {
    long state = tags.value(slot);
    if ((state & LineState.PREFETCHED) != 0) {
      usefulPrefetches++;
      state &= ~LineState.PREFETCHED;
    }
    long ready = cycle + Math.clamp(LineState.ready(state) - cycle, 0, longestWait);
    if (own && (state & LineState.WRITABLE) == 0) {
      state |= LineState.WRITABLE;
      ready += sharedDelay + shared.access(number, line, true, ready);
    }
    writable = (state & LineState.WRITABLE) != 0;
    tags.setValue(slot, state);
    return ready;
  }

  private long miss(long line, boolean own, long cycle) {
    misses++;
    long ready = fetch(line, own, cycle, 0);
    writable = shared.isSole();
    if (adjacent) {
      prefetch(line ^ 1, cycle);
    }
    return ready;
  }

  /** Whether the line of the last {@link #request} may be written. */
  boolean isWritable() {
    return writable;
  }

  private void prefetch(long line, long cycle) {
    if (tags.find(line) != TagArray.NONE) {
      return;
    }
    if (superqueue.hasFree(reserve, cycle)) {
      prefetches++;
      fetch(line, false, cycle, LineState.PREFETCHED);
    } else {
      droppedPrefetches++;
    }
  }

  private long fetch(long line, boolean own, long cycle, long flags) {
    long from = superqueue.whenFree(cycle);
    long ready = fromShared.transfer(from) + sharedDelay;
    ready += shared.access(number, line, own, from);
    superqueue.occupy(cycle, from, ready);
    fill(line, LineState.of(ready, flags | (shared.isSole() ? LineState.WRITABLE : 0)));
    return ready;
  }

  private void fill(long line, long state) {
    int slot = tags.victim(line);
    if (tags.isUsed(slot) && (tags.value(slot) & LineState.DIRTY) != 0) {
      shared.writeBack(tags.key(slot));
      fromShared.transfer(LineState.ready(state));
    }
    tags.fill(line, state);
  }

  /** The first-level cache gives back a line that it has written. */
  void writeBack(long line, long cycle) {
    int slot = tags.use(line);
    toFirstLevel.transfer(cycle);
    if (slot == TagArray.NONE) {
      fill(line, LineState.of(cycle, LineState.DIRTY | LineState.WRITABLE));
    } else {
      tags.setValue(slot, tags.value(slot) | LineState.DIRTY);
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
    figures.put("l2 requests", requests);
    figures.put("l2 misses", misses);
    figures.put("l2 prefetches", prefetches);
    figures.put("l2 prefetches, useful", usefulPrefetches);
    figures.put("l2 prefetches, dropped", droppedPrefetches);
    figures.put("superqueue full cycles", superqueue.fullCycles());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    tags.save(out);
    superqueue.save(out);
    toFirstLevel.save(out);
    fromShared.save(out);
    streamer.save(out);
    out.writeBoolean(writable);
    out.writeLong(requests);
    out.writeLong(misses);
    out.writeLong(prefetches);
    out.writeLong(usefulPrefetches);
    out.writeLong(droppedPrefetches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    tags.restore(in);
    superqueue.restore(in);
    toFirstLevel.restore(in);
    fromShared.restore(in);
    streamer.restore(in);
    writable = in.readBoolean();
    requests = in.readLong();
    misses = in.readLong();
    prefetches = in.readLong();
    usefulPrefetches = in.readLong();
    droppedPrefetches = in.readLong();
  }
}
