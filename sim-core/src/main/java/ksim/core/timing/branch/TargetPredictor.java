package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Predicts the targets of indirect jumps and calls: their last target, by address; and tagged
 * tables by address and history, of which the longest that matches decides (Seznec, A 64-Kbytes
 * ITTAGE indirect branch predictor, 2011).
 */
final class TargetPredictor implements Persistent {
  private static final long EMPTY = -1;
  private static final int SURE = 3;

  private final PathHistory history;
  private final int[] lengths;
  private final int indexBits;
  private final long[] last;

  /** By table and index: the hash that it is for, its target, and how sure it is (0 to 3). */
  private final long[] tags;

  private final long[] targets;
  private final byte[] confidence;

  /**
   * @param history the path; it is read only
   * @param lengths history lengths of the tagged tables, ascending, in taken branches
   * @param indexBits binary logarithm of the entries of each, and of those by address
   */
  TargetPredictor(PathHistory history, int[] lengths, int indexBits) {
    this.history = history;
    this.lengths = lengths.clone();
    this.indexBits = indexBits;
    last = new long[1 << indexBits];
    tags = new long[lengths.length << indexBits];
    targets = new long[tags.length];
    confidence = new byte[tags.length];
    Arrays.fill(tags, EMPTY);
  }

  /**
   * Predicts a branch, and learns where it went.
   *
   * @return whether the prediction was right
   */
  boolean predicts(long address, long target) {
    int table = lengths.length - 1;
    int slot = -1;
    for (; table >= 0; table--) {
      long hash = history.hash(address, lengths[table]);
      slot = slot(table, hash);
      if (tags[slot] == hash) {
        break;
      }
    }
    int base = (int) (address ^ (address >>> indexBits)) & (last.length - 1);
    boolean right = last[base] == target;
    last[base] = target;
    if (table >= 0) {
      right = targets[slot] == target;
      learn(slot, target);
    }
    if (!right) {
      allocate(address, target, table + 1);
    }
    return right;
  }

  private void learn(int slot, long target) {
    if (targets[slot] == target) {
      confidence[slot] = (byte) Math.min(confidence[slot] + 1, SURE);
    } else if (confidence[slot] > 0) {
      confidence[slot]--;
    } else {
      targets[slot] = target;
    }
  }

  private void allocate(long address, long target, int from) {
    for (int table = from; table < lengths.length; table++) {
      long hash = history.hash(address, lengths[table]);
      int slot = slot(table, hash);
      if (confidence[slot] == 0) {
        tags[slot] = hash;
        targets[slot] = target;
        return;
      }
      confidence[slot]--;
    }
  }

  private int slot(int table, long hash) {
    return (table << indexBits) + (int) (hash >>> (Long.SIZE - indexBits));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, last);
    SavedArrays.save(out, tags);
    SavedArrays.save(out, targets);
    out.write(confidence);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, last);
    SavedArrays.restore(in, tags);
    SavedArrays.restore(in, targets);
    in.readFully(confidence);
  }
}
