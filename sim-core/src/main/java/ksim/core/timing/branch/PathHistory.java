package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The path by which execution came: two bits of each of the last taken branches, into which the
 * addresses of younger branches and their targets are mixed, as Intel's cores keep it (Yavarzadeh
 * et al., Half&Half, IEEE S&P 2023). A branch that is not taken leaves no trace but that the next
 * taken one is another.
 */
final class PathHistory implements Persistent {
  /** The most taken branches that it can reach back. */
  static final int MOST_BRANCHES = 1024;

  private static final int BITS_PER_BRANCH = 2;
  private static final int FOOTPRINT_MASK = 0xffff;
  private static final long MIX_ADDRESS = 0x9e37_79b9_7f4a_7c15L;
  private static final long MIX_PATH = 0xbf58_476d_1ce4_e5b9L;
  private static final long MIX_WORD = 0x94d0_49bb_1331_11ebL;

  /** The youngest branches come first, in the low bits. */
  private final long[] words;

  /**
   * @param branches how many taken branches it reaches back, 1 to {@link #MOST_BRANCHES}
   */
  PathHistory(int branches) {
    if (branches < 1 || branches > MOST_BRANCHES) {
      throw new IllegalArgumentException("a history of " + branches + " branches");
    }
    words = new long[(branches * BITS_PER_BRANCH + Long.SIZE - 1) / Long.SIZE];
  }

  /** A branch was taken. */
  void taken(long address, long target) {
    for (int i = words.length - 1; i > 0; i--) {
      words[i] = (words[i] << BITS_PER_BRANCH) | (words[i - 1] >>> (Long.SIZE - BITS_PER_BRANCH));
    }
    long footprint = (address ^ (address >>> 16) ^ (target << 3) ^ (target >>> 9)) & FOOTPRINT_MASK;
    words[0] = (words[0] << BITS_PER_BRANCH) ^ footprint;
  }

  /**
   * A hash of an address and the youngest part of the history; its high bits are the best ones.
   *
   * @param address the address of the branch that is to be predicted
   * @param branches how many taken branches matter, at most as many as it reaches back
   */
  long hash(long address, int branches) {
    int bits = branches * BITS_PER_BRANCH;
    long path = 0;
    int word = 0;
    for (; bits > Long.SIZE; bits -= Long.SIZE) {
      path = (path ^ words[word++]) * MIX_WORD;
    }
    path ^= words[word] << (Long.SIZE - bits);
    return (path ^ (path >>> 32)) * MIX_PATH + address * MIX_ADDRESS;
  }

  /** How many words {@link #copyTo} writes. */
  int size() {
    return words.length;
  }

  /** Writes the whole history into an array, from a place on. */
  void copyTo(long[] array, int at) {
    for (int i = 0; i < words.length; i++) {
      array[at + i] = words[i]; // They are few: a call costs more.
    }
  }

  /** Whether an array holds the whole history as it is now, from a place on. */
  boolean isHeld(long[] array, int at) {
    for (int i = 0; i < words.length; i++) {
      if (array[at + i] != words[i]) {
        return false;
      }
    }
    return true;
  }

  /** A number that is mostly another one after another path: the youngest branches. */
  long youngest() {
    return words[0];
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, words);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, words);
  }
}
