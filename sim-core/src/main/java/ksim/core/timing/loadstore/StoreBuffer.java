package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The stores of a core in program order, numbered from 1: when their address and data are known,
 * what bytes they write, and when they are written into the first-level cache.
 *
 * <p>Which stores may have something to do with a load is found by the low 12 bits of addresses, as
 * processors find it: for each 8-byte granule of a page the youngest store that touches it is
 * known.
 */
final class StoreBuffer implements Persistent {
  private static final int GRANULE_SHIFT = 3;
  private static final int GRANULE_MASK = (1 << GRANULE_SHIFT) - 1;
  private static final int GRANULES = 4096 >> GRANULE_SHIFT;
  private static final int PAGE_SHIFT = 12;
  private static final int OFFSET_MASK = 4095;

  /** No store. */
  static final long NONE = 0;

  private final int capacity;
  private final int width;
  private final int mask;
  private final long[] linear;
  private final long[] physical;
  private final int[] bytes;
  private final long[] addressKnown;
  private final long[] dataKnown;
  private final long[] written;

  /** Cycles for which a store holds up writing before it is written itself. */
  private final int[] held;

  private final long[] youngest = new long[GRANULES];

  /** The store that was the youngest to touch the granule of a store within one granule. */
  private final long[] before;

  /** Number of the youngest store that touches several granules. */
  private long lastWide;

  /** Number of the youngest store. */
  private long last;

  /** The latest cycle in which an address became known. */
  private long addressesKnown;

  /** Cycle in which the youngest store that has retired is written. */
  private long allWritten;

  /** Number of stores that are written in that cycle. */
  private int writtenThen;

  /**
   * @param capacity number of entries
   * @param width number of stores that can be written in a cycle
   */
  StoreBuffer(int capacity, int width) {
    this.capacity = capacity;
    this.width = width;
    int size = Integer.highestOneBit(Math.max(capacity, 2) * 2 - 1);
    mask = size - 1;
    linear = new long[size];
    physical = new long[size];
    bytes = new int[size];
    addressKnown = new long[size];
    dataKnown = new long[size];
    written = new long[size];
    held = new int[size];
    before = new long[size];
  }

  /** Cycle from which there is an entry for one more store. */
  long space() {
    return last < capacity ? 0 : written[(int) (last + 1 - capacity) & mask];
  }

  /** The number of the youngest store. */
  long last() {
    return last;
  }

  /**
   * Enters a store, of which neither address nor data is known yet.
   *
   * @param width number of bytes, 0 if nothing is known of it
   */
  void enter(long linearAddress, long physicalAddress, int width) {
    last++;
    int at = (int) last & mask;
    linear[at] = linearAddress;
    physical[at] = physicalAddress;
    bytes[at] = width;
    addressKnown[at] = 0;
    dataKnown[at] = 0;
    written[at] = Long.MAX_VALUE;
    held[at] = 0;
    if (width > 0) {
      int granule = ((int) linearAddress & OFFSET_MASK) >> GRANULE_SHIFT;
      int lastGranule = (((int) linearAddress & OFFSET_MASK) + width - 1) >> GRANULE_SHIFT;
      before[at] = youngest[granule];
      lastWide = granule == lastGranule ? lastWide : last;
      for (; granule <= lastGranule; granule++) {
        youngest[granule & (GRANULES - 1)] = last;
      }
    }
  }

  void addressKnown(long store, long cycle) {
    addressKnown[(int) store & mask] = cycle;
    addressesKnown = Math.max(addressesKnown, cycle);
  }

  /** A store will hold up writing. */
  void holdUp(long store, int cycles) {
    held[(int) store & mask] = cycles;
  }

  void dataKnown(long store, long cycle) {
    dataKnown[(int) store & mask] = cycle;
  }

  /**
   * Writes the youngest store that has retired, after all before it.
   *
   * @param cycle cycle in which its line is there
   * @param busyCycles cycles that the write takes; only those of one cycle share it with others
   */
  void write(long store, long cycle, int busyCycles) {
    int busy = busyCycles + held[(int) store & mask];
    if (busy == 1 && cycle < allWritten && writtenThen < width) {
      writtenThen++;
    } else {
      allWritten = Math.max(cycle, allWritten) + busy;
      writtenThen = busy == 1 ? 1 : width;
    }
    written[(int) store & mask] = allWritten;
  }

  /** The youngest store, perhaps no longer here, that touches a granule of a load. */
  long candidate(long linearAddress, int width) {
    int offset = (int) linearAddress & OFFSET_MASK;
    int granule = offset >> GRANULE_SHIFT;
    int lastGranule = (offset + width - 1) >> GRANULE_SHIFT;
    long found = youngest[granule & (youngest.length - 1)];
    while (granule < lastGranule) {
      granule++;
      found = Math.max(found, youngest[granule & (GRANULES - 1)]);
    }
    return found;
  }

  /** The youngest store before another {@link #candidate} that may be one too. */
  long candidateBefore(long store, long linearAddress, int width) {
    boolean narrow = ((int) linearAddress & GRANULE_MASK) + width <= GRANULE_MASK + 1;
    return narrow && lastWide <= last - capacity ? before[(int) store & mask] : store - 1;
  }

  /** Whether a store has not been written yet at a cycle. */
  boolean isHere(long store, long cycle) {
    return store != NONE && store > last - capacity && written[(int) store & mask] > cycle;
  }

  /**
   * Whether a store and a load have bytes in common, as far as the low 12 bits of addresses tell.
   */
  boolean overlaps(long store, long linearAddress, int width) {
    int at = (int) store & mask;
    return overlaps(linear[at], bytes[at], linearAddress, width);
  }

  /** The same of a store that has not been entered yet. */
  static boolean overlaps(long stored, int storedBytes, long loaded, int loadedBytes) {
    int distance = (int) (loaded - stored) & OFFSET_MASK;
    return distance < storedBytes || OFFSET_MASK + 1 - distance < loadedBytes;
  }

  /** Whether a store that {@link #overlaps} a load is to its linear page. */
  boolean isSamePage(long store, long linearAddress) {
    return (linear[(int) store & mask] ^ linearAddress) >>> PAGE_SHIFT == 0;
  }

  /** Whether a store that {@link #overlaps} a load is to its frame. */
  boolean isSameFrame(long store, long physicalAddress) {
    return (physical[(int) store & mask] ^ physicalAddress) >>> PAGE_SHIFT == 0;
  }

  /** Whether a store that {@link #overlaps} a load has all its bytes. */
  boolean covers(long store, long linearAddress, int width) {
    int at = (int) store & mask;
    return ((int) (linearAddress - linear[at]) & OFFSET_MASK) + width <= bytes[at];
  }

  /** Whether a store that has not been entered yet is to the page of a load and has all of it. */
  static boolean covers(long stored, int storedBytes, long loaded, int loadedBytes) {
    return (stored ^ loaded) >>> PAGE_SHIFT == 0
        && loaded >= stored
        && loaded + loadedBytes <= stored + storedBytes;
  }

  long addressKnown(long store) {
    return addressKnown[(int) store & mask];
  }

  long dataKnown(long store) {
    return dataKnown[(int) store & mask];
  }

  /** Cycle in which a store is written, or, as long as that is not known, its data is known. */
  long done(long store) {
    int at = (int) store & mask;
    return written[at] == Long.MAX_VALUE ? dataKnown[at] : written[at];
  }

  /** Cycle in which the addresses of all stores so far are known. */
  long addressesKnown() {
    return addressesKnown;
  }

  /** Cycle in which all stores that have retired are written. */
  long allWritten() {
    return allWritten;
  }

  /** How many of the youngest stores, all of them retired, are written later than in a cycle. */
  int underWay(long cycle) {
    int most = (int) Math.min(capacity, last);
    int count = 0;
    while (count < most && written[(int) (last - count) & mask] > cycle) {
      count++;
    }
    return count;
  }

  /**
   * Tells its state. Addresses are left out: what they have to do with those of loads is found when
   * these come.
   *
   * @param forwardLatency core cycles that data takes to a load: known as long ago, it makes no
   *     difference
   */
  void describe(StateWriter out, int forwardLatency) {
    int count = underWay(out.base());
    out.word(count);
    for (int i = 0; i < count; i++) {
      int at = (int) (last - i) & mask;
      out.exactCycle(written[at]);
      out.cycle(addressKnown[at]);
      out.cycle(dataKnown[at], out.base() - forwardLatency);
    }
    out.word(last < capacity ? (int) last : capacity);
    out.cycle(addressesKnown);
    out.cycle(allWritten);
    out.word(allWritten > out.base() ? writtenThen : 0);
  }

  void adopt(StateReader in) {
    Arrays.fill(written, 0);
    Arrays.fill(addressKnown, 0);
    Arrays.fill(dataKnown, 0);
    Arrays.fill(held, 0);
    int count = in.word();
    for (int i = 0; i < count; i++) {
      int at = (int) (last - i) & mask;
      written[at] = in.cycle();
      addressKnown[at] = in.cycle();
      dataKnown[at] = in.cycle();
    }
    in.word();
    addressesKnown = in.cycle();
    allWritten = in.cycle();
    writtenThen = in.word();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, linear);
    SavedArrays.save(out, physical);
    SavedArrays.save(out, bytes);
    SavedArrays.save(out, addressKnown);
    SavedArrays.save(out, dataKnown);
    SavedArrays.save(out, written);
    SavedArrays.save(out, held);
    SavedArrays.save(out, youngest);
    SavedArrays.save(out, before);
    out.writeLong(lastWide);
    out.writeLong(last);
    out.writeLong(addressesKnown);
    out.writeLong(allWritten);
    out.writeInt(writtenThen);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, linear);
    SavedArrays.restore(in, physical);
    SavedArrays.restore(in, bytes);
    SavedArrays.restore(in, addressKnown);
    SavedArrays.restore(in, dataKnown);
    SavedArrays.restore(in, written);
    SavedArrays.restore(in, held);
    SavedArrays.restore(in, youngest);
    SavedArrays.restore(in, before);
    lastWide = in.readLong();
    last = in.readLong();
    addressesKnown = in.readLong();
    allWritten = in.readLong();
    writtenThen = in.readInt();
  }
}
