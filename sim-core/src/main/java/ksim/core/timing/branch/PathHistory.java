package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The path by which execution came: two bits of each of the last taken branches, into which the
 * addresses of younger branches and their targets are mixed, as Intel's cores keep it (Yavarzadeh
 * et al., Half&Half, IEEE S&P 2023). A branch that is not taken leaves no trace but that the next
 * taken one is another.
 */
final class PathHistory implements Persistent {
  /** The most taken branches that it reaches back. */
  static final int BRANCHES = 96;

  private static final int BITS_PER_BRANCH = 2;
  private static final int FOOTPRINT_MASK = 0xffff;
  private static final long MIX_ADDRESS = 0x9e37_79b9_7f4a_7c15L;
  private static final long MIX_YOUNG = 0xbf58_476d_1ce4_e5b9L;
  private static final long MIX_MIDDLE = 0x94d0_49bb_1331_11ebL;
  private static final long MIX_OLD = 0xd6e8_feb8_6659_fd93L;

  private long young;
  private long middle;
  private long old;

  /** A branch was taken. */
  void taken(long address, long target) {
    int shift = Long.SIZE - BITS_PER_BRANCH;
    long footprint = (address ^ (address >>> 16) ^ (target << 3) ^ (target >>> 9)) & FOOTPRINT_MASK;
    old = (old << BITS_PER_BRANCH) | (middle >>> shift);
    middle = (middle << BITS_PER_BRANCH) | (young >>> shift);
    young = (young << BITS_PER_BRANCH) ^ footprint;
  }

  /**
   * A hash of an address and the youngest part of the history.
   *
   * @param address the address of the branch that is to be predicted
   * @param branches how many taken branches matter, up to {@link #BRANCHES}
   */
  long hash(long address, int branches) {
    int bits = branches * BITS_PER_BRANCH;
    long hash = address * MIX_ADDRESS + (young & mask(bits)) * MIX_YOUNG;
    if (bits > Long.SIZE) {
      hash = (hash ^ (hash >>> 31)) + (middle & mask(bits - Long.SIZE)) * MIX_MIDDLE;
    }
    if (bits > 2 * Long.SIZE) {
      hash = (hash ^ (hash >>> 31)) + (old & mask(bits - 2 * Long.SIZE)) * MIX_OLD;
    }
    hash ^= hash >>> 32;
    hash *= MIX_ADDRESS;
    return hash ^ (hash >>> 29);
  }

  private static long mask(int bits) {
    return bits >= Long.SIZE ? -1 : (1L << bits) - 1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(young);
    out.writeLong(middle);
    out.writeLong(old);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    young = in.readLong();
    middle = in.readLong();
    old = in.readLong();
  }
}
