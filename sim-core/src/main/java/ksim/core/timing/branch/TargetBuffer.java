package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The branch target buffer: which taken branches the predictor knows of before they are decoded.
 * Sets of ways, the least recently used replaced.
 */
final class TargetBuffer implements Persistent {
  private static final long EMPTY = -1;

  private final int ways;
  private final int setMask;

  /** Addresses of branches by set, in each set the most recently used first. */
  private final long[] branches;

  TargetBuffer(int sets, int ways) {
    this.ways = ways;
    setMask = sets - 1;
    branches = new long[sets * ways];
    Arrays.fill(branches, EMPTY);
  }

  /** Whether a branch was known; it is from now on. */
  boolean knows(long address) {
    int first = ((int) (address ^ (address >>> 12)) & setMask) * ways;
    return branches[first] == address || moveToFront(address, first);
  }

  private boolean moveToFront(long address, int first) {
    long moved = branches[first];
    branches[first] = address;
    for (int i = first + 1; i < first + ways; i++) {
      long here = branches[i];
      branches[i] = moved;
      if (here == address) {
        return true;
      }
      moved = here;
    }
    return false;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, branches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, branches);
  }
}
