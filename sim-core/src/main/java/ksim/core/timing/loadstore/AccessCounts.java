package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.mmu.Persistent;

/** What has been counted of loads and stores. */
final class AccessCounts implements Persistent {
  /** Loads that got their data from a store. */
  long forwarded;

  /** Loads that had to wait until a store was written. */
  long blocked;

  /** Loads that met a store with the same low 12 bits of its address. */
  long aliased;

  /** Loads that were done again since they had passed their store. */
  long clears;

  /** Loads renamed to what was stored. */
  long renamed;

  /** Accesses across the border of a line. */
  long splits;

  SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put("loads forwarded", forwarded);
    figures.put("loads blocked by a store", blocked);
    figures.put("loads that met a 4K alias", aliased);
    figures.put("loads renamed to a store", renamed);
    figures.put("memory order clears", clears);
    figures.put("accesses across lines", splits);
    return figures;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (long count : new long[] {forwarded, blocked, aliased, clears, renamed, splits}) {
      out.writeLong(count);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    forwarded = in.readLong();
    blocked = in.readLong();
    aliased = in.readLong();
    clears = in.readLong();
    renamed = in.readLong();
    splits = in.readLong();
  }
}
