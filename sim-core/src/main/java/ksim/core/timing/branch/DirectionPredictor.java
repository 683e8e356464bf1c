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
  }

  /**
   * Predicts a branch, and learns what it did.
   *
   * @return whether the prediction was right
   */
  boolean predicts(long address, boolean taken) {
    int provider = NONE;
    int providerTable = NONE;
    int other = NONE;
    for (int table = lengths.length - 1; table >= 0; table--) {
      long hash = history.hash(address, lengths[table]);
      int slot = slot(table, hash);
      if (TagEntry.matches(entries[slot], hash)) {
        if (provider != NONE) {
          other = slot;
          break;
        }
        provider = slot;
        providerTable = table;
      }
    }
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
      allocate(address, providerTable + 1, taken);
    }
    return predicted == taken;
  }

  private boolean decide(int entry, boolean otherTaken, boolean taken) {
    boolean entryTaken = TagEntry.taken(entry);
    boolean predicted = TagEntry.isNew(entry) && useOther >= 0 ? otherTaken : entryTaken;
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
    useOther = in.readInt();
    random = in.readInt();
  }
}
