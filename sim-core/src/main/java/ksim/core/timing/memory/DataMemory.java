package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/**
 * The memory that one core sees: its first and second-level caches, its TLBs, and the cache that it
 * shares with other cores. All times are core cycles of the core's clock; they need not ascend from
 * call to call, because a younger access may start earlier than an older one.
 */
public final class DataMemory implements Persistent {
  private final String core;
  private long loads;
  private long stores;
  private long fetches;
  private long walkCycle;
  private long walkEntries;

  /**
   * @param core the core description
   * @param shared the last-level cache, of the same description
   */
  public DataMemory(CoreDescription core, SharedCache shared) {
    if (!shared.core().equals(core.name())) {
      throw new IllegalArgumentException("shared cache of " + shared.core());
    }
    this.core = core.name();
  }

  /**
   * A load that is not forwarded from a store.
   *
   * @param linear linear address of its first byte
   * @param physical physical address of its first byte
   * @param bytes its width; it lies within one page
   * @param cycle cycle in which it starts
   * @param instruction linear address of its instruction, which the stride prefetcher goes by
   * @return core cycles by which its data is later than that of a hit of TLB and first-level cache
   */
  public long loadDelay(long linear, long physical, int bytes, long cycle, long instruction) {
    loads++;
    return 0;
  }

  /**
   * A store asks for its line, so as to be written into the first-level cache. Stores ask when they
   * retire, also while older ones wait for their lines (Intel Optimization Manual: RFO prefetch by
   * senior stores); in which order they are written is the store buffer's business.
   *
   * @param linear linear address of its first byte
   * @param physical physical address of its first byte
   * @param bytes its width; it lies within one page
   * @param cycle cycle in which it asks
   * @param instruction linear address of its instruction
   * @return core cycles until the line is held for writing, 0 if it already is
   */
  public long storeDelay(long linear, long physical, int bytes, long cycle, long instruction) {
    stores++;
    return 0;
  }

  /**
   * The front end fetches from a line of code.
   *
   * @param linear linear address of a byte of the line
   * @param physical physical address of the same byte
   * @param cycle cycle in which it asks
   * @return core cycles by which the line is later than a hit of TLB and first-level cache
   */
  public long fetchDelay(long linear, long physical, long cycle) {
    fetches++;
    return 0;
  }

  /**
   * A page walk begins: the access it serves has missed all TLBs. What it does follows: {@link
   * #walkEntry} for each entry from the top, {@link #walkFlag} for each flag set, {@link #walkEnd}.
   *
   * @param cycle cycle in which the access starts
   */
  public void walkBegin(long cycle) {
    walkCycle = cycle;
  }

  /**
   * The walk needs a paging-structure entry. One that a paging-structure cache holds is not read,
   * nor are those above it.
   *
   * @param level 5 PML5E, 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE
   * @param leaf whether the entry maps a page, or ends the walk in a fault
   * @param physical physical address of the entry
   */
  public void walkEntry(int level, boolean leaf, long physical) {
    walkEntries++;
  }

  /**
   * The walk sets an accessed or dirty flag, which takes a microcode assist.
   *
   * @param physical physical address of the entry
   */
  public void walkFlag(long physical) {
    walkEntries++;
  }

  /**
   * The walk is over, and the TLBs take up the translation. The access itself then hits.
   *
   * @param linear the linear address
   * @param pageShift binary logarithm of the page size, or 0 if no page was found
   * @param fetch whether it is for an instruction fetch
   * @return cycle in which the access can start
   */
  public long walkEnd(long linear, int pageShift, boolean fetch) {
    return walkCycle;
  }

  /** What it has counted, by name. */
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put(core + " loads", loads);
    figures.put("stores", stores);
    figures.put("line fetches", fetches);
    figures.put("walk entries", walkEntries);
    return figures;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(loads);
    out.writeLong(stores);
    out.writeLong(fetches);
    out.writeLong(walkCycle);
    out.writeLong(walkEntries);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    loads = in.readLong();
    stores = in.readLong();
    fetches = in.readLong();
    walkCycle = in.readLong();
    walkEntries = in.readLong();
  }
}
