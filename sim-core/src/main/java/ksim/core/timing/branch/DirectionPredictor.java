package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Predicts whether conditional branches are taken: a TAGE predictor (Seznec and Michaud, A case for
 * (partially) TAgged GEometric history length branch prediction, JILP 2006). A base table of
 * two-bit counters by address; tagged tables by address and ever longer history, of which the
 * longest that matches decides, unless its entry is new and new entries have proved worse than what
 * lies behind.
 */
final class DirectionPredictor implements Persistent {
  private static final int STRONGLY_TAKEN = 3;
  private static final int USE_OTHER_MAX = 7;
  private static final int NONE = -1;

  /** Binary logarithm of the searches that are remembered; any number gives the same cycles. */
  private static final int FOUND_BITS = 8;

  private static final long FOUND_MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final int FOUND_AT = 1;
  private static final int FOUND_SLOTS = 2;
  private static final int FOUND_HISTORY = 3;

  private final PathHistory history;
  private final int[] lengths;
  private final int indexBits;
  private final byte[] base;

  /** By table and index. */
  private final int[] entries;

  /** How much better than new entries the other prediction has been, -8 to 7. */
  private int useOther;

  private int random = 1;

  /**
   * Searches remembered, so as not to hash the path for each table again: by address and history,
   * the address, {@link #allocations} at that time, the slots of provider and other, the history.
   */
  private final long[] found;

  private final int foundSize;

  /** How often an entry was given to another branch or path, which makes old searches void. */
  private long allocations = 1;

  /**
   * @param history the path; it is read only
   * @param lengths history lengths of the tagged tables, ascending, in taken branches
   * @param indexBits binary logarithm of the entries of each
   * @param baseBits binary logarithm of the counters of the base table
   */
  DirectionPredictor(PathHistory history, int[] lengths, int indexBits, int baseBits) {
    this.history = history;
    this.lengths = lengths.clone();
    this.indexBits = indexBits;
    base = new byte[1 << baseBits];
    Arrays.fill(base, (byte) 1);
    entries = new int[lengths.length << indexBits];
    Arrays.fill(entries, TagEntry.EMPTY);
    foundSize = FOUND_HISTORY + history.size();
    found = new long[foundSize << FOUND_BITS];
  }

  /**
   * Predicts a branch, and learns what it did.
   *
   * @return whether the prediction was right
   */
  boolean predicts(long address, boolean taken) {
    long slots = find(address);
    int provider = (int) (slots >> Integer.SIZE);
    int other = (int) slots;
    int baseSlot = (int) (address ^ (address >>> 13)) & (base.length - 1);
    boolean otherTaken =
        other == NONE ? base[baseSlot] > STRONGLY_TAKEN / 2 : TagEntry.taken(entries[other]);
    if (provider == NONE) {
      learnBase(baseSlot, taken);
      if (otherTaken != taken) {
        allocate(address, 0, taken);
      }
      return otherTaken == taken;
    }
    int entry = entries[provider];
    boolean predicted = decide(entry, otherTaken, taken);
    if (other == NONE && TagEntry.isNew(entry)) {
      learnBase(baseSlot, taken);
    }
    entries[provider] = TagEntry.learn(entry, taken, otherTaken);
    if (predicted != taken && TagEntry.taken(entry) != taken) {
      allocate(address, (provider >> indexBits) + 1, taken);
    }
    return predicted == taken;
  }

  /** The slots of the longest match, in the high half, and of the next one; both may be NONE. */
  private long find(long address) {
    long mixed = (address ^ history.youngest()) * FOUND_MIX;
    int at = (int) (mixed >>> (Long.SIZE - FOUND_BITS)) * foundSize;
    if (found[at] == address
        && found[at + FOUND_AT] == allocations
        && history.isHeld(found, at + FOUND_HISTORY)) {
      return found[at + FOUND_SLOTS];
    }
    long slots = search(address);
    found[at] = address;
    found[at + FOUND_AT] = allocations;
    found[at + FOUND_SLOTS] = slots;
    history.copyTo(found, at + FOUND_HISTORY);
    return slots;
  }

  private long search(long address) {
    int provider = NONE;
    for (int table = lengths.length - 1; table >= 0; table--) {
      long hash = history.hash(address, lengths[table]);
      int slot = slot(table, hash);
      if (TagEntry.matches(entries[slot], hash)) {
        if (provider != NONE) {
          return ((long) provider << Integer.SIZE) | slot;
        }
        provider = slot;
      }
    }
    return ((long) provider << Integer.SIZE) | (NONE & 0xffff_ffffL);
  }

  private boolean decide(int entry, boolean otherTaken, boolean taken) {
    boolean entryTaken = TagEntry.taken(entry);
    boolean predicted = (TagEntry.isNew(entry) && useOther >= 0) ? otherTaken : entryTaken;
    if (TagEntry.isNew(entry) && entryTaken != otherTaken) {
      useOther =
          otherTaken == taken
              ? Math.min(useOther + 1, USE_OTHER_MAX)
              : Math.max(useOther - 1, -USE_OTHER_MAX - 1);
    }
    return predicted;
  }

  private void learnBase(int slot, boolean taken) {
    int counter = base[slot];
    base[slot] = (byte) (taken ? Math.min(counter + 1, STRONGLY_TAKEN) : Math.max(counter - 1, 0));
  }

  private int slot(int table, long hash) {
    return (table << indexBits) + (int) (hash >>> (Long.SIZE - indexBits));
  }

  /**
   * Takes a place for the branch in a table of longer history, sometimes not in the next one. Where
   * all places are useful to others, they become less so.
   */
  private void allocate(long address, int from, boolean taken) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    int first = from + (from + 1 < lengths.length && (random & 3) == 0 ? 1 : 0);
    for (int table = first; table < lengths.length; table++) {
      long hash = history.hash(address, lengths[table]);
      int slot = slot(table, hash);
      if (TagEntry.useful(entries[slot]) == 0) {
        entries[slot] = TagEntry.of(hash, taken);
        allocations++;
        return;
      }
    }
    for (int table = first; table < lengths.length; table++) {
      int slot = slot(table, history.hash(address, lengths[table]));
      entries[slot] = TagEntry.lessUseful(entries[slot]);
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(base);
    SavedArrays.save(out, entries);
    out.writeInt(useOther);
    out.writeInt(random);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(base);
    SavedArrays.restore(in, entries);
    Arrays.fill(found, 0);
    useOther = in.readInt();
    random = in.readInt();
  }
}
