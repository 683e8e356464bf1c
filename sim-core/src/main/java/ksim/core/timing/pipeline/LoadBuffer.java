package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** The load buffer: loads take an entry at issue and leave it when they retire. */
final class LoadBuffer implements Persistent, RelativeState {
  private final int entries;
  private final long[] left;
  private final int mask;
  private long count;

  LoadBuffer(int entries) {
    this.entries = entries;
    int size = Integer.highestOneBit(entries) * 2;
    left = new long[size];
    mask = size - 1;
  }

  /**
   * The first cycle in which there is room.
   *
   * @param loads number of loads, at most the size of the buffer
   */
  long space(int loads) {
    return left[(int) (count + loads - 1 - entries) & mask] + 1;
  }

  /** The next load retires in a cycle. */
  void leave(long retired) {
    left[(int) count & mask] = retired;
    count++;
  }

  /** An entry that is left in the cycle of the base has room only in the next one. */
  @Override
  public void describe(StateWriter out) {
    out.ring(left, count, entries, out.base() - 1);
  }

  @Override
  public void adopt(StateReader in) {
    in.ring(left);
    count = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, left);
    out.writeLong(count);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, left);
    count = in.readLong();
  }
}
