package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** Pages whose translation an access has found missing lately. */
final class MissedPages implements Persistent {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGES = 8;

  /** By page number modulo their count. */
  private final long[] pages = new long[PAGES];

  /** Whether no access has missed the page of an address lately; from now on one has. */
  boolean isFirstToMiss(long linear) {
    long page = linear >>> PAGE_SHIFT;
    int at = (int) page & (PAGES - 1);
    boolean first = pages[at] != page;
    pages[at] = page;
    return first;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, pages);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, pages);
  }
}
