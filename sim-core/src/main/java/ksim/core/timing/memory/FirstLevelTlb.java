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
 * page walk is reported, the second level has the translation.
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
  private final int missDelay;

  /**
   * Small pages that are known to be held, by page number modulo their count; emptied when anything
   * is replaced. Hits here are not noted as uses, which makes the replacement a little less exact.
   */
  private final long[] recent = new long[RECENT];

  private long misses;

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
    missDelay = core.parameter("stlb-latency");
    Arrays.fill(recent, -1);
  }

  /**
   * Translates an address.
   *
   * @return core cycles by which that takes longer than a hit
   */
  long delay(long linear) {
    long page = linear >>> SecondLevelTlb.SMALL;
    return recent[(int) page & RECENT - 1] == page ? 0 : delaySlow(linear);
  }

  private long delaySlow(long linear) {
    long delay = 0;
    if (!holds(linear)) {
      misses++;
      delay = missDelay;
      insert(linear, second.pageShift(linear));
    }
    long page = linear >>> SecondLevelTlb.SMALL;
    recent[(int) page & RECENT - 1] = page;
    return delay;
  }

  private boolean holds(long linear) {
    return small.use(linear >>> SecondLevelTlb.SMALL) != TagArray.NONE
        || large.use(linear >>> SecondLevelTlb.LARGE) != TagArray.NONE
        || huge.use(linear >>> SecondLevelTlb.HUGE) != TagArray.NONE;
  }

  /** Takes up a translation that a walk or the second level has found; 4 MiB pages as 2 MiB. */
  void insert(long linear, int pageShift) {
    TagArray array =
        pageShift == SecondLevelTlb.SMALL ? small : pageShift == SecondLevelTlb.HUGE ? huge : large;
    long page = linear >>> Math.min(pageShift, array == large ? SecondLevelTlb.LARGE : pageShift);
    if (array.use(page) == TagArray.NONE) {
      if (array.isUsed(array.victim(page))) {
        Arrays.fill(recent, -1);
      }
      array.fill(page, 0);
    }
  }

  /** Number of times that the second level was asked. */
  long misses() {
    return misses;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    small.save(out);
    large.save(out);
    huge.save(out);
    SavedArrays.save(out, recent);
    out.writeLong(misses);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    small.restore(in);
    large.restore(in);
    huge.restore(in);
    SavedArrays.restore(in, recent);
    misses = in.readLong();
  }
}
