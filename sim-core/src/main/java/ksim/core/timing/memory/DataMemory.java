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
public final class DataMemory implements Persistent, Snooped {
  /** Binary logarithm of the line size of 64 bytes. */
  static final int LINE_SHIFT = 6;

  private static final int LINE_MASK = 63;

  private final SharedCache shared;
  private final SecondLevel second;
  private final FirstLevelData data;
  private final FirstLevelCode code;
  private final SecondLevelTlb pageSizes;
  private final FirstLevelTlb dataTlb;
  private final FirstLevelTlb codeTlb;
  private final PageWalks walks;
  private final NextPage nextPage;
  private long loads;
  private long stores;

  /**
   * @param core the core description
   * @param shared the last-level cache, of the same description
   * @throws IllegalArgumentException if it is of another one
   */
  public DataMemory(CoreDescription core, SharedCache shared) {
    if (!shared.core().equals(core.name())) {
      throw new IllegalArgumentException(
          "a core %s with the last-level cache of %s".formatted(core.name(), shared.core()));
    }
    this.shared = shared;
    second = new SecondLevel(core, shared, shared.cores());
    data = new FirstLevelData(core, second);
    code = new FirstLevelCode(core, second);
    pageSizes = new SecondLevelTlb(core);
    dataTlb = new FirstLevelTlb(core, "dtlb", pageSizes);
    codeTlb = new FirstLevelTlb(core, "itlb", pageSizes);
    walks = new PageWalks(core, data);
    nextPage = new NextPage(core.parameter("next-page-prefetch") != 0);
    shared.attach(this);
  }

  /**
   * Translates the address of a load or a store, if nothing else is to be done with it yet.
   *
   * @param cycle cycle in which it begins
   * @return core cycles by which that takes longer than a hit
   */
  public long translationDelay(long linear, long cycle) {
    return dataTlb.delay(linear, cycle);
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
    long linearLine = linear >>> LINE_SHIFT;
    if (nextPage.observe(linearLine)) {
      dataTlb.approach(NextPage.after(linearLine) << LINE_SHIFT, cycle);
    }
    long delay = dataTlb.delay(linear, cycle);
    long line = physical >>> LINE_SHIFT;
    delay += data.load(line, cycle + delay, physical, instruction);
    if (((int) physical & LINE_MASK) + bytes > LINE_MASK + 1) {
      delay = Math.max(delay, data.load(line + 1, cycle, physical, instruction));
    }
    return delay;
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
    long delay = dataTlb.delay(linear, cycle);
    long line = physical >>> LINE_SHIFT;
    delay += data.store(line, cycle + delay);
    if (((int) physical & LINE_MASK) + bytes > LINE_MASK + 1) {
      delay = Math.max(delay, data.store(line + 1, cycle));
    }
    return delay;
  }

  /**
   * Whether an access within a line hits TLB and first-level cache from a cycle on, whenever it
   * comes, and changes nothing but the order in which lines were used.
   */
  public boolean hits(long linear, long physical, boolean write, long cycle) {
    return dataTlb.isRecent(linear) && data.hits(physical >>> LINE_SHIFT, write, cycle);
  }

  /** Whether a load can be one after which the translation of the next page is asked for. */
  public boolean isNearEnd(long linear) {
    return nextPage.isNear(linear >>> LINE_SHIFT);
  }

  /**
   * Whether after any of some loads it would be, if they came now.
   *
   * @param lines linear addresses divided by 64
   * @param count how many of these there are
   */
  public boolean needsNextPage(long[] lines, int count) {
    return nextPage.foresee(lines, count);
  }

  /** How many translations of next pages have been asked for so far. */
  public long nextPages() {
    return dataTlb.prefetches();
  }

  /** A load that {@link #hits}, and after which no translation is asked for. */
  public void loadHit(long linear, long physical) {
    loads++;
    nextPage.observe(linear >>> LINE_SHIFT);
    data.hit(physical >>> LINE_SHIFT, false);
  }

  /** A store that {@link #hits}. */
  public void storeHit(long physical) {
    stores++;
    data.hit(physical >>> LINE_SHIFT, true);
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
    long delay = codeTlb.delay(linear, cycle);
    return delay + code.fetch(physical >>> LINE_SHIFT, cycle + delay);
  }

  /**
   * Whether {@link #fetchDelay} is 0 and changes nothing but the order in which lines were used.
   */
  public boolean fetchHits(long linear, long physical, long cycle) {
    return codeTlb.isRecent(linear) && code.hits(physical >>> LINE_SHIFT, cycle);
  }

  /**
   * A page walk begins: the access it serves has missed all TLBs. What it does follows: {@link
   * #walkEntry} for each entry from the top, {@link #walkFlag} for each flag set, {@link #walkEnd}.
   *
   * @param cycle cycle in which the access starts
   */
  public void walkBegin(long cycle) {
    walks.begin(cycle);
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
    walks.entry(level, leaf, physical);
  }

  /** The walk sets accessed and dirty flags, for which a microcode assist is needed. */
  public void walkFlag() {
    walks.flag();
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
    long ready = walks.end();
    if (pageShift != 0) {
      pageSizes.insert(linear, pageShift);
      (fetch ? codeTlb : dataTlb).insert(linear, pageShift, ready);
    }
    return ready;
  }

  /** What it has counted, by name; what the cores share is counted for all of them. */
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put("loads", loads);
    figures.put("stores", stores);
    figures.put("dtlb misses", dataTlb.misses());
    figures.put("dtlb prefetches", dataTlb.prefetches());
    figures.put("itlb misses", codeTlb.misses());
    data.addFigures(figures);
    code.addFigures(figures);
    second.addFigures(figures);
    shared.addFigures(figures);
    walks.addFigures(figures);
    return figures;
  }

  @Override
  public boolean invalidate(long line) {
    code.invalidate(line);
    boolean dirtyFirst = data.invalidate(line);
    boolean dirtySecond = second.invalidate(line);
    return dirtyFirst || dirtySecond;
  }

  @Override
  public boolean share(long line) {
    boolean dirtyFirst = data.share(line);
    boolean dirtySecond = second.share(line);
    return dirtyFirst || dirtySecond;
  }

  /** Writes what the core has by itself; the shared cache is saved once for all cores. */
  @Override
  public void save(DataOutput out) throws IOException {
    second.save(out);
    data.save(out);
    code.save(out);
    pageSizes.save(out);
    dataTlb.save(out);
    codeTlb.save(out);
    walks.save(out);
    nextPage.save(out);
    out.writeLong(loads);
    out.writeLong(stores);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    second.restore(in);
    data.restore(in);
    code.restore(in);
    pageSizes.restore(in);
    dataTlb.restore(in);
    codeTlb.restore(in);
    walks.restore(in);
    nextPage.restore(in);
    loads = in.readLong();
    stores = in.readLong();
  }
}
