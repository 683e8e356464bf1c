package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.AccessLog;
import ksim.mmu.Persistent;

/**
 * The caches that one core sees: its own L1 and L2, and the L3 it shares. Coherence misses and
 * prefetching are not modelled.
 *
 * <p>Of the accesses of one block, the first load that misses exposes its whole latency; the others
 * are under way at the same time, as many as there are line fill buffers. A store exposes its share
 * of the fill buffers only, because the store buffer hides the latency itself.
 */
final class MemoryHierarchy implements Persistent {
  private static final int QUARTERS = 4;

  private final CacheLevel first;
  private final CacheLevel second;
  private final CacheLevel shared;
  private final int secondQuarters;
  private final int sharedQuarters;
  private final int memoryQuarters;
  private final int fillBuffers;
  private long lastLine = -1;
  private long accesses;
  private long firstMisses;
  private long secondMisses;
  private long sharedMisses;

  MemoryHierarchy(CoreDescription core, CacheLevel shared) {
    this.first = new CacheLevel(core.parameter("l1-bytes"), core.parameter("l1-ways"));
    this.second = new CacheLevel(core.parameter("l2-bytes"), core.parameter("l2-ways"));
    this.shared = shared;
    int hit = core.parameter("load-latency");
    this.secondQuarters = QUARTERS * (core.parameter("l2-latency") - hit);
    this.sharedQuarters = QUARTERS * (core.parameter("l3-latency") - hit);
    this.memoryQuarters = QUARTERS * (core.parameter("memory-latency") - hit);
    this.fillBuffers = core.parameter("line-fill-buffers");
  }

  /** The L3 of a machine with such cores. */
  static CacheLevel sharedLevel(CoreDescription core) {
    return new CacheLevel(core.parameter("l3-bytes"), core.parameter("l3-ways"));
  }

  /**
   * Accesses what a block has accessed.
   *
   * @return penalty in quarters of a cycle
   */
  long access(AccessLog log) {
    long longestLoad = 0;
    long rest = 0;
    int size = log.size();
    accesses += size;
    for (int i = 0; i < size; i++) {
      long line = log.physical(i) >>> CacheLevel.LINE_SHIFT;
      if (line == lastLine) {
        continue;
      }
      lastLine = line;
      if (first.access(line)) {
        continue;
      }
      int penalty = missPenalty(line);
      if (log.isWrite(i)) {
        rest += penalty;
      } else {
        rest += Math.min(longestLoad, penalty);
        longestLoad = Math.max(longestLoad, penalty);
      }
    }
    return longestLoad + rest / fillBuffers;
  }

  private int missPenalty(long line) {
    firstMisses++;
    if (second.access(line)) {
      return secondQuarters;
    }
    secondMisses++;
    if (shared.access(line)) {
      return sharedQuarters;
    }
    sharedMisses++;
    return memoryQuarters;
  }

  /** What it has counted, by name. */
  SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put("data accesses", accesses);
    figures.put("l1 misses", firstMisses);
    figures.put("l2 misses", secondMisses);
    figures.put("l3 misses", sharedMisses);
    return figures;
  }

  /** Writes what the core has by itself; the shared level is saved once for all. */
  @Override
  public void save(DataOutput out) throws IOException {
    first.save(out);
    second.save(out);
    out.writeLong(lastLine);
    out.writeLong(accesses);
    out.writeLong(firstMisses);
    out.writeLong(secondMisses);
    out.writeLong(sharedMisses);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    first.restore(in);
    second.restore(in);
    lastLine = in.readLong();
    accesses = in.readLong();
    firstMisses = in.readLong();
    secondMisses = in.readLong();
    sharedMisses = in.readLong();
  }
}
