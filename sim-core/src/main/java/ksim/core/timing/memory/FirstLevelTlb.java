package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * A first-level TLB, for data or for code, with an array for each page size. Where it misses and no
 * page walk is reported, the second level has the translation. Until that has arrived, every access
 * to the page asks the second level by itself, one a cycle.
 *
 * <p>Simplified: translations are told apart by linear address alone, and invalidations are not
 * seen; what they take away comes back with a walk, which is charged whatever is here.
 */
final class FirstLevelTlb implements Persistent {
  private static final int RECENT = 64;

  private final SecondLevelTlb second;
  private final TagArray small;
  private final TagArray large;
  private final TagArray huge;
  private final Bus lookups;
  private final int missDelay;

  /**
   * Small pages that are known to be held, by page number modulo their count; emptied when anything
   * is replaced. Hits here are not noted as uses, which makes the replacement a little less exact.
   */
  private final long[] recent = new long[RECENT];

  private long misses;
  private long prefetches;

  /**
   * @param kind which parameters of the description apply: {@code dtlb} or {@code itlb}
   */
  FirstLevelTlb(CoreDescription core, String kind, SecondLevelTlb second) {
    this.second = second;
    String policy = core.choice(kind + "-replacement");
    small = new TagArray(core.parameter(kind + "-entries"), core.parameter(kind + "-ways"), policy);
    int largeEntries = core.parameter(kind + "-large-entries");
    large = new TagArray(largeEntries, core.parameter(kind + "-large-ways"), policy);
    int hugeEntries = core.parameter(kind + "-huge-entries");
    huge = new TagArray(hugeEntries, hugeEntries, policy);
    lookups = new Bus(core.parameter("stlb-lookup-cycles"));
    missDelay = core.parameter("stlb-latency");
    Arrays.fill(recent, -1);
  }

  /**
   * Translates an address.
   *
   * @param cycle when that begins
   * @return core cycles by which it takes longer than a hit
   */
  long delay(long linear, long cycle) {
    long page = linear >>> SecondLevelTlb.SMALL;
    return recent[(int) page & (recent.length - 1)] == page ? 0 : delaySlow(linear, cycle);
  }

  /** Whether {@link #delay} of an address is 0 and changes nothing. */
  boolean isRecent(long linear) {
    long page = linear >>> SecondLevelTlb.SMALL;
    return recent[(int) page & (recent.length - 1)] == page;
  }

  /**
   * Loads approach the end of a page line by line: the next page's translation is asked for (Intel
   * Optimization Manual, "next page prefetcher"), if the second level has it.
   *
   * @param next an address in the next page
   */
  void approach(long next, long cycle) {
    if (ready(next) == Long.MAX_VALUE && second.knows(next)) {
      prefetches++;
      insert(next, second.pageShift(next), lookups.transfer(cycle) + missDelay);
    }
  }

  private long delaySlow(long linear, long cycle) {
    long here = ready(linear);
    if (here <= cycle) {
      long page = linear >>> SecondLevelTlb.SMALL;
      recent[(int) page & RECENT - 1] = page;
      return 0;
    }
    misses++;
    long ready = lookups.transfer(cycle) + missDelay;
    if (here == Long.MAX_VALUE) {
      insert(linear, second.pageShift(linear), ready);
    }
    return ready - cycle;
  }

  /**
   * When the translation of an address is or was here, or the latest time if it is not on its way.
   */
  private long ready(long linear) {
    int slot = small.use(linear >>> SecondLevelTlb.SMALL);
    if (slot != TagArray.NONE) {
      return small.value(slot);
    }
    slot = large.use(linear >>> SecondLevelTlb.LARGE);
    if (slot != TagArray.NONE) {
      return large.value(slot);
    }
    slot = huge.use(linear >>> SecondLevelTlb.HUGE);
    return slot == TagArray.NONE ? Long.MAX_VALUE : huge.value(slot);
  }

  /**
   * Takes up a translation that a walk or the second level has found; 4 MiB pages as 2 MiB.
   *
   * @param ready when it is here
   */
  void insert(long linear, int pageShift, long ready) {
    switch (pageShift) {
      case SecondLevelTlb.SMALL -> insert(small, linear >>> pageShift, ready);
      case SecondLevelTlb.HUGE -> insert(huge, linear >>> pageShift, ready);
      default -> insert(large, linear >>> SecondLevelTlb.LARGE, ready);
    }
  }

  private void insert(TagArray array, long page, long ready) {
    int slot = array.use(page);
    if (slot == TagArray.NONE) {
      if (array.isUsed(array.victim(page))) {
        Arrays.fill(recent, -1);
      }
      array.fill(page, ready);
    } else {
      array.setValue(slot, ready);
    }
  }

  /** Number of times that the second level was asked. */
  long misses() {
    return misses;
  }

  /** Number of translations asked for before they were needed. */
  long prefetches() {
    return prefetches;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    small.save(out);
    large.save(out);
    huge.save(out);
    lookups.save(out);
    SavedArrays.save(out, recent);
    out.writeLong(misses);
    out.writeLong(prefetches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    small.restore(in);
    large.restore(in);
    huge.restore(in);
    lookups.restore(in);
    SavedArrays.restore(in, recent);
    misses = in.readLong();
    prefetches = in.readLong();
  }
}
