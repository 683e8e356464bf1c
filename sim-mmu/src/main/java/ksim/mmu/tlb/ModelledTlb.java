package ksim.mmu.tlb;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntPredicate;
import ksim.mmu.Persistent;
import ksim.mmu.paging.Access;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Translation;

/**
 * The TLB that the guest can notice: what it holds is used even when the tables have changed since
 * (Intel SDM volume 3, section 5.10). Sets, ways, PCIDs, global translations and page sizes are
 * modelled. The ways of a full set are replaced in turn, so that hits need not be noted and a cache
 * in front of it changes nothing.
 */
public final class ModelledTlb implements Persistent {
  private static final PageSize[] SIZES = {PageSize.SMALL_4K, PageSize.LARGE_2M, PageSize.HUGE_1G};
  private static final PageSize[] SIZES_32 = {PageSize.SMALL_4K, PageSize.LARGE_4M};

  /** Hears of each translation that leaves the TLB by itself, but not of whole flushes. */
  @FunctionalInterface
  public interface DropListener {
    /**
     * A translation has left the TLB.
     *
     * @param fetched true if instructions were fetched through it
     */
    void dropped(Translation translation, boolean fetched);
  }

  private final TlbArray pages;
  private final TlbArray hugePages;
  private final DropListener listener;

  /** Sizes that pages can have in the current paging mode. */
  private PageSize[] sizes = SIZES;

  /**
   * @param geometry sets and ways
   * @param listener told of each translation evicted or invalidated singly
   */
  public ModelledTlb(TlbGeometry geometry, DropListener listener) {
    pages = new TlbArray(geometry.entries(), geometry.ways());
    hugePages = new TlbArray(geometry.hugeEntries(), geometry.hugeWays());
    this.listener = listener;
  }

  /** Whether large pages have 4 MiB from now on, as under 32-bit paging. Nothing must be held. */
  public void setFourMebibytePages(boolean on) {
    sizes = on ? SIZES_32 : SIZES;
  }

  /**
   * Looks a page up, small pages first.
   *
   * @param pcid the current process-context identifier
   * @param access a fetch is remembered for the listener
   * @return {@link Translation#NONE} on a miss
   */
  public Translation find(long linear, int pcid, Access access) {
    for (PageSize size : sizes) {
      TlbArray array = arrayFor(size);
      int slot = array.find(linear, size, pcid);
      if (slot != TlbArray.NOT_FOUND) {
        if (access == Access.FETCH) {
          array.markFetched(slot);
        }
        return array.translation(slot);
      }
    }
    return Translation.NONE;
  }

  /**
   * Takes a translation up that {@link #find} has missed, evicting another if its set is full.
   *
   * @param global true if it belongs to every PCID
   * @param access a fetch is remembered for the listener
   */
  public void insert(Translation translation, int pcid, boolean global, Access access) {
    TlbArray array = arrayFor(translation.size());
    int slot = array.slotFor(translation.linear(), translation.size());
    if (array.isUsed(slot)) {
      drop(array, slot);
    }
    array.put(slot, translation, global ? TlbArray.GLOBAL : pcid);
    if (access == Access.FETCH) {
      array.markFetched(slot);
    }
  }

  /** Drops all that translates an address under a PCID, global translations included (INVLPG). */
  public void invalidate(long linear, int pcid) {
    invalidateNonGlobal(linear, pcid);
    invalidateNonGlobal(linear, TlbArray.GLOBAL);
  }

  /** Drops all that translates an address under a PCID but is not global (INVPCID type 0). */
  public void invalidateNonGlobal(long linear, int pcid) {
    for (PageSize size : sizes) {
      TlbArray array = arrayFor(size);
      int slot = array.find(linear, size, pcid, pcid);
      if (slot != TlbArray.NOT_FOUND) {
        drop(array, slot);
      }
    }
  }

  /** Drops everything without telling the listener. */
  public void flushAll() {
    flush(space -> true);
  }

  /** Drops all translations that are not global, without telling the listener. */
  public void flushNonGlobal() {
    flush(space -> space != TlbArray.GLOBAL);
  }

  /** Drops a PCID's translations that are not global, without telling the listener. */
  public void flushNonGlobal(int pcid) {
    flush(space -> space == pcid);
  }

  private void flush(IntPredicate spaces) {
    for (TlbArray array : new TlbArray[] {pages, hugePages}) {
      for (int slot = 0; slot < array.entries(); slot++) {
        if (array.isUsed(slot) && spaces.test(array.space(slot))) {
          array.drop(slot);
        }
      }
    }
  }

  private void drop(TlbArray array, int slot) {
    Translation translation = array.translation(slot);
    boolean fetched = array.isFetched(slot);
    array.drop(slot);
    listener.dropped(translation, fetched);
  }

  private TlbArray arrayFor(PageSize size) {
    return size == PageSize.HUGE_1G ? hugePages : pages;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    pages.save(out);
    hugePages.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    pages.restore(in);
    hugePages.restore(in);
  }
}
