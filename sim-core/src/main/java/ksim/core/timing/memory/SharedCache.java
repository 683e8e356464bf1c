package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The last-level cache that the cores of a machine share, with the directory that keeps their
 * private caches coherent, and the memory behind it. It is inclusive: what it gives up, the private
 * caches give up. The directory has for each line the cores that may have it (evictions from
 * private caches are silent, as in the hardware); a core that is the only one may write.
 */
public final class SharedCache implements Persistent {
  private final String core;
  private final TagArray tags;

  /** By slot the cores that may have the line, core n as bit n modulo 64. */
  private final long[] sharers;

  private final Dram dram;
  private final int cleanTransfer;
  private final int dirtyTransfer;
  private final List<Snooped> cores = new ArrayList<>();
  private boolean sole;
  private long misses;
  private long cleanTransfers;
  private long dirtyTransfers;

  /**
   * @param core the cores that share it
   */
  public SharedCache(CoreDescription core) {
    this.core = core.name();
    tags =
        new TagArray(
            core.parameter("l3-bytes") >> DataMemory.LINE_SHIFT,
            core.parameter("l3-ways"),
            core.choice("l3-replacement"));
    sharers = new long[tags.slots()];
    dram = new Dram(core);
    cleanTransfer = core.parameter("cross-core-clean");
    dirtyTransfer = core.parameter("cross-core-dirty");
  }

  /** Name of the cores that share it. */
  String core() {
    return core;
  }

  /** Number of cores attached, which is the number that the next one has. */
  int cores() {
    return cores.size();
  }

  /** Takes the private caches of the next core under its directory. */
  void attach(Snooped privateCaches) {
    cores.add(privateCaches);
  }

  /**
   * A core asks for a line, or for the right to write one that it has.
   *
   * @param number the core
   * @param line physical address divided by 64
   * @param own whether it is going to write the line
   * @param cycle when it asks
   * @return core cycles beyond a hit of this cache
   */
  long access(int number, long line, boolean own, long cycle) {
    long asking = 1L << number;
    int slot = tags.use(line);
    if (slot == TagArray.NONE) {
      misses++;
      sole = true;
      evict(line, cycle);
      sharers[tags.fill(line, 0)] = asking;
      return dram.read(line, cycle) - cycle;
    }
    long others = sharers[slot] & ~asking;
    sole = own || others == 0;
    long delay = others == 0 ? 0 : snoop(slot, line, others, own);
    sharers[slot] = own ? asking : sharers[slot] | asking;
    return delay;
  }

  /**
   * Several readers share clean lines, which the cache itself has; a single one may have written.
   */
  private long snoop(int slot, long line, long others, boolean own) {
    if (!own && Long.bitCount(sharers[slot]) > 1) {
      return 0;
    }
    boolean dirty = snoopEach(line, others, own);
    if (dirty) {
      tags.setValue(slot, LineState.DIRTY);
      dirtyTransfers++;
      return dirtyTransfer;
    }
    cleanTransfers++;
    return cleanTransfer;
  }

  private boolean snoopEach(long line, long wanted, boolean own) {
    boolean dirty = false;
    for (int i = 0; i < cores.size(); i++) {
      if ((wanted & 1L << i) != 0) {
        dirty |= own ? cores.get(i).invalidate(line) : cores.get(i).share(line);
      }
    }
    return dirty;
  }

  private void evict(long line, long cycle) {
    int slot = tags.victim(line);
    if (tags.isUsed(slot)) {
      long victim = tags.key(slot);
      boolean dirty = snoopEach(victim, sharers[slot], true);
      if (dirty || tags.value(slot) == LineState.DIRTY) {
        dram.write(victim, cycle);
      }
    }
  }

  /** Whether the core of the last {@link #access} is the only one that has the line. */
  boolean isSole() {
    return sole;
  }

  /** A core gives back a line that it has written. */
  void writeBack(long line) {
    int slot = tags.find(line);
    if (slot != TagArray.NONE) {
      tags.setValue(slot, LineState.DIRTY);
    }
  }

  void addFigures(SortedMap<String, Long> figures) {
    figures.put("l3 misses", misses);
    figures.put("cross-core transfers, clean", cleanTransfers);
    figures.put("cross-core transfers, dirty", dirtyTransfers);
    dram.addFigures(figures);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    tags.save(out);
    SavedArrays.save(out, sharers);
    dram.save(out);
    out.writeBoolean(sole);
    out.writeLong(misses);
    out.writeLong(cleanTransfers);
    out.writeLong(dirtyTransfers);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    tags.restore(in);
    SavedArrays.restore(in, sharers);
    dram.restore(in);
    sole = in.readBoolean();
    misses = in.readLong();
    cleanTransfers = in.readLong();
    dirtyTransfers = in.readLong();
  }
}
