package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Predicts where blocks go: conditional branches by two-bit counters indexed by address and global
 * history (gshare), returns by a stack of return addresses, indirect branches by their last target.
 * Direct branches are always predicted.
 */
final class BranchPredictor implements Persistent {
  private static final int COUNTERS = 1 << 14;
  private static final int HISTORY_BITS = 12;
  private static final int TARGETS = 1 << 10;
  private static final int RETURNS = 16;
  private static final int TAKEN_THRESHOLD = 2;
  private static final int STRONGLY_TAKEN = 3;

  private final byte[] counters = new byte[COUNTERS];
  private final long[] targets = new long[TARGETS];
  private final long[] returns = new long[RETURNS];
  private int history;
  private int returnTop;

  /**
   * Predicts the end of a block, and learns from where it went.
   *
   * @return whether the prediction was right
   */
  boolean predicts(CostProfile block, long nextRip) {
    BlockEnding ending = block.ending();
    if (ending == BlockEnding.CONDITIONAL) {
      return conditional(block.branchAddress(), nextRip != block.end());
    }
    return switch (ending) {
      case DIRECT_CALL -> {
        call(block.end());
        yield true;
      }
      case INDIRECT_CALL -> {
        call(block.end());
        yield indirect(block.branchAddress(), nextRip);
      }
      case INDIRECT -> indirect(block.branchAddress(), nextRip);
      case RETURN -> returned(nextRip);
      default -> true;
    };
  }

  private boolean conditional(long address, boolean taken) {
    int index = (int) (address ^ (address >>> 15) ^ ((long) history << 2)) & (COUNTERS - 1);
    int counter = counters[index];
    if (taken) {
      counters[index] = (byte) Math.min(counter + 1, STRONGLY_TAKEN);
    } else {
      counters[index] = (byte) Math.max(counter - 1, 0);
    }
    history = ((history << 1) | (taken ? 1 : 0)) & ((1 << HISTORY_BITS) - 1);
    return (counter >= TAKEN_THRESHOLD) == taken;
  }

  private boolean indirect(long address, long target) {
    int index = (int) (address ^ (address >>> 10)) & (TARGETS - 1);
    boolean right = targets[index] == target;
    targets[index] = target;
    return right;
  }

  private void call(long returnAddress) {
    returnTop = (returnTop + 1) & (RETURNS - 1);
    returns[returnTop] = returnAddress;
  }

  private boolean returned(long target) {
    boolean right = returns[returnTop] == target;
    returnTop = (returnTop - 1) & (RETURNS - 1);
    return right;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(counters);
    SavedArrays.save(out, targets);
    SavedArrays.save(out, returns);
    out.writeInt(history);
    out.writeInt(returnTop);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(counters);
    SavedArrays.restore(in, targets);
    SavedArrays.restore(in, returns);
    history = in.readInt();
    returnTop = in.readInt();
  }
}
