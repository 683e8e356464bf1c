package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The page walkers of a core and its paging-structure caches, which hold entries that refer to a
 * further table (Intel SDM volume 3, section 5.10.3): what they hold of a walk is not read, nor are
 * the entries above it. Entries are known by their physical address, so that another CR3 finds none
 * of the old ones; invalidations are not seen.
 */
final class PageWalks implements Persistent {
  private static final int LEVELS = 6;
  private static final int FIRST_CACHED = 2;

  private final FirstLevelData data;
  private final TagArray[] structures = new TagArray[LEVELS];
  private final Buffers walkers;
  private final int missDelay;
  private final int overhead;
  private final int assist;
  private final int readLatency;

  private long begun;

  /** Physical addresses of the entries that the current walk has to read. */
  private final long[] pending = new long[LEVELS];

  private int pendingCount;
  private int flagsSet;
  private long walks;
  private long walkCycles;
  private long reads;
  private long assists;

  PageWalks(CoreDescription core, FirstLevelData data) {
    this.data = data;
    walkers = new Buffers(core.parameter("page-walkers"));
    missDelay = core.parameter("stlb-latency");
    overhead = core.parameter("walk-overhead");
    assist = core.parameter("page-assist");
    readLatency = core.parameter("load-latency");
    int directories = core.parameter("pde-cache-entries");
    int pointers = core.parameter("pdpte-cache-entries");
    int roots = core.parameter("pml4e-cache-entries");
    structures[2] = new TagArray(directories, directories, "tree-plru");
    structures[3] = new TagArray(pointers, pointers, "tree-plru");
    structures[4] = new TagArray(roots, roots, "tree-plru");
    structures[5] = new TagArray(roots, roots, "tree-plru");
  }

  /** {@link DataMemory#walkBegin}. */
  void begin(long cycle) {
    begun = cycle;
    pendingCount = 0;
    flagsSet = 0;
  }

  /** {@link DataMemory#walkEntry}. */
  void entry(int level, boolean leaf, long physical) {
    if (!leaf && level >= FIRST_CACHED) {
      TagArray cache = structures[level];
      if (cache.use(physical) != TagArray.NONE) {
        pendingCount = 0;
        return;
      }
      cache.fill(physical, 0);
    }
    if (pendingCount < LEVELS) {
      pending[pendingCount] = physical;
      pendingCount++;
    }
  }

  /** {@link DataMemory#walkFlag}. */
  void flag() {
    flagsSet++;
  }

  /** Carries the walk out; returns when its translation is there. */
  long end() {
    walks++;
    long asked = begun + missDelay;
    long from = walkers.whenFree(asked);
    long cycle = from;
    for (int i = 0; i < pendingCount; i++) {
      cycle += readLatency + data.walkLoad(pending[i] >>> DataMemory.LINE_SHIFT, cycle);
    }
    reads += pendingCount;
    if (flagsSet > 0) {
      assists++;
      cycle += assist;
    }
    cycle += overhead;
    walkers.occupy(asked, from, cycle);
    walkCycles += cycle - from;
    pendingCount = 0;
    return cycle;
  }

  void addFigures(SortedMap<String, Long> figures) {
    figures.put("page walks", walks);
    figures.put("page walk cycles", walkCycles);
    figures.put("page walk reads", reads);
    figures.put("page walk assists", assists);
    figures.put("page walkers full cycles", walkers.fullCycles());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int level = FIRST_CACHED; level < LEVELS; level++) {
      structures[level].save(out);
    }
    walkers.save(out);
    out.writeLong(begun);
    SavedArrays.save(out, pending);
    out.writeInt(pendingCount);
    out.writeInt(flagsSet);
    out.writeLong(walks);
    out.writeLong(walkCycles);
    out.writeLong(reads);
    out.writeLong(assists);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int level = FIRST_CACHED; level < LEVELS; level++) {
      structures[level].restore(in);
    }
    walkers.restore(in);
    begun = in.readLong();
    SavedArrays.restore(in, pending);
    pendingCount = in.readInt();
    flagsSet = in.readInt();
    walks = in.readLong();
    walkCycles = in.readLong();
    reads = in.readLong();
    assists = in.readLong();
  }
}
