package ksim.core.timing.branch;

/**
 * An entry of a tagged table, packed in an int: tag of 12 bits, counter of 3 bits (0 to 7, taken
 * from 4 on), usefulness of 2 bits.
 */
final class TagEntry {
  /** An entry that matches nothing. */
  static final int EMPTY = -1;

  private static final int TAG_MASK = 0xfff;
  private static final int TAG_SHIFT = 5;

  /** The bits of a hash above these and below those of an index are good ones. */
  private static final int HASH_SHIFT = 32;

  private static final int COUNTER_SHIFT = 2;
  private static final int COUNTER_MAX = 7;
  private static final int TAKEN = 4;
  private static final int USEFUL_MAX = 3;

  private TagEntry() {}

  private static int tag(long hash) {
    return (int) (hash >>> HASH_SHIFT) & TAG_MASK;
  }

  static boolean matches(int entry, long hash) {
    return entry >>> TAG_SHIFT == tag(hash);
  }

  /** A new entry, with the weakest counter. */
  static int of(long hash, boolean taken) {
    return (tag(hash) << TAG_SHIFT) | ((taken ? TAKEN : TAKEN - 1) << COUNTER_SHIFT);
  }

  static boolean taken(int entry) {
    return counter(entry) >= TAKEN;
  }

  static int useful(int entry) {
    return entry == EMPTY ? 0 : entry & USEFUL_MAX;
  }

  /** Whether it has not proved anything yet. */
  static boolean isNew(int entry) {
    int counter = counter(entry);
    return useful(entry) == 0 && (counter == TAKEN || counter == TAKEN - 1);
  }

  private static int counter(int entry) {
    return (entry >>> COUNTER_SHIFT) & COUNTER_MAX;
  }

  /** The entry after its branch was or was not taken; useful is what others would get wrong. */
  static int learn(int entry, boolean taken, boolean otherTaken) {
    int counter = counter(entry);
    int useful = useful(entry);
    if (taken(entry) != otherTaken) {
      useful = taken(entry) == taken ? Math.min(useful + 1, USEFUL_MAX) : Math.max(useful - 1, 0);
    }
    counter = taken ? Math.min(counter + 1, COUNTER_MAX) : Math.max(counter - 1, 0);
    return (entry & -(1 << TAG_SHIFT)) | (counter << COUNTER_SHIFT) | useful;
  }

  /** The entry, one step less useful. */
  static int lessUseful(int entry) {
    return useful(entry) == 0 ? entry : entry - 1;
  }
}
