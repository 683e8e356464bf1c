package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The tags of a set-associative structure: which keys (line numbers, page numbers) it holds, and
 * for each a value of the owner's. A <em>slot</em> is one way of one set.
 */
final class TagArray implements Persistent {
  /** No slot. */
  static final int NONE = -1;

  private static final long EMPTY = -1;
  private static final int MOST_HINTS = 1024;

  private final int ways;
  private final int wayShift;
  private final int setMask;
  private final Replacement replacement;

  /** By slot; sets are spaced by a power of two so that a slot's set is a shift away. */
  private final long[] tags;

  private final long[] values;

  /** A slot behind all others, always empty. */
  private final int nowhere;

  /**
   * By set the slot whose hit was the last that happened to the set, so that hitting it again
   * changes nothing; otherwise {@link #nowhere}.
   */
  private final int[] recent;

  /** By set the key that this slot holds, or {@link #EMPTY}. */
  private final long[] recentKeys;

  /**
   * By key modulo their number where such a key was last; the tag there says whether it still is.
   */
  private final int[] hints;

  /**
   * @param entries number of slots; entries / ways is a power of two
   * @param ways associativity
   * @param policy name of the replacement policy
   */
  TagArray(int entries, int ways, String policy) {
    int sets = entries / ways;
    if (sets * ways != entries || Integer.bitCount(sets) != 1) {
      throw new IllegalArgumentException(entries + " entries in " + ways + " ways");
    }
    this.ways = ways;
    wayShift = Integer.SIZE - Integer.numberOfLeadingZeros(ways - 1);
    setMask = sets - 1;
    replacement = Replacement.named(policy, sets, ways);
    nowhere = sets << wayShift;
    tags = new long[nowhere + 1];
    values = new long[nowhere + 1];
    recent = new int[sets];
    Arrays.fill(tags, EMPTY);
    Arrays.fill(recent, nowhere);
    recentKeys = new long[sets];
    Arrays.fill(recentKeys, EMPTY);
    hints = new int[Math.min(MOST_HINTS, 2 * nowhere)];
  }

  /** Number of slots, for arrays beside this one; some are never used. */
  int slots() {
    return nowhere;
  }

  /**
   * Looks a key up, and if it is there notes the use.
   *
   * @param key not negative
   * @return its slot, or {@link #NONE}
   */
  int use(long key) {
    int set = (int) key & (recentKeys.length - 1);
    return recentKeys[set] == key ? recent[set] : useSlow(key);
  }

  private int useSlow(long key) {
    int hint = (int) key & (hints.length - 1);
    int slot = hints[hint];
    if (tags[slot] != key) {
      slot = find(key);
      if (slot == NONE) {
        return NONE;
      }
      hints[hint] = slot;
    }
    int set = slot >> wayShift;
    boolean lasts = hit(set, slot - (set << wayShift));
    recent[set] = lasts ? slot : nowhere;
    recentKeys[set] = lasts ? key : EMPTY;
    return slot;
  }

  /** The same as {@link #find}, sooner where the key was used lately. */
  int findRecent(long key) {
    int set = (int) key & (recentKeys.length - 1);
    if (recentKeys[set] == key) {
      return recent[set];
    }
    int slot = hints[(int) key & (hints.length - 1)];
    return tags[slot] == key ? slot : find(key);
  }

  /** The policy of first-level caches and TLBs is named, so that it can be compiled in line. */
  private boolean hit(int set, int way) {
    return replacement instanceof TreePlru tree ? tree.hit(set, way) : replacement.hit(set, way);
  }

  /** Looks a key up without noting a use. */
  int find(long key) {
    int first = ((int) key & setMask) << wayShift;
    for (int slot = first; slot < first + ways; slot++) {
      if (tags[slot] == key) {
        return slot;
      }
    }
    return NONE;
  }

  /** The slot that {@link #fill} of a key will use; what it holds is replaced. */
  int victim(long key) {
    int set = (int) key & setMask;
    return (set << wayShift) + replacement.victim(set);
  }

  /** Whether a slot holds something. */
  boolean isUsed(int slot) {
    return tags[slot] != EMPTY;
  }

  /** What a slot in use holds. */
  long key(int slot) {
    return tags[slot];
  }

  /** Puts a key that is not there into its {@link #victim} slot. */
  int fill(long key, long value) {
    int set = (int) key & setMask;
    int way = replacement.victim(set);
    int slot = (set << wayShift) + way;
    tags[slot] = key;
    values[slot] = value;
    replacement.filled(set, way);
    forgetRecent(set);
    return slot;
  }

  /** Empties a slot. */
  void drop(int slot) {
    int set = slot >> wayShift;
    tags[slot] = EMPTY;
    values[slot] = 0;
    replacement.forgotten(set, slot - (set << wayShift));
    forgetRecent(set);
  }

  private void forgetRecent(int set) {
    recent[set] = nowhere;
    recentKeys[set] = EMPTY;
  }

  /** The value of a slot in use. */
  long value(int slot) {
    return values[slot];
  }

  /** Changes the value of a slot in use. */
  void setValue(int slot, long value) {
    values[slot] = value;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, tags);
    SavedArrays.save(out, values);
    SavedArrays.save(out, recent);
    SavedArrays.save(out, recentKeys);
    SavedArrays.save(out, hints);
    replacement.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, tags);
    SavedArrays.restore(in, values);
    SavedArrays.restore(in, recent);
    SavedArrays.restore(in, recentKeys);
    SavedArrays.restore(in, hints);
    replacement.restore(in);
  }
}
