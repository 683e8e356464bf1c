package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The queue between decoders and issue (the manual's IDQ): in which cycles the last
 * micro-operations have left it, and so when there is room for more.
 */
final class UopQueue implements Persistent {
  private final int slack;
  private final int mask;
  private final long[] leaving;
  private long count;

  /**
   * @param size its places
   * @param width how many must be free before a cycle's micro-operations may enter
   */
  UopQueue(int size, int width) {
    slack = size - width + 1;
    leaving = new long[Integer.highestOneBit(size) * 2];
    mask = leaving.length - 1;
  }

  /** The earliest cycle, no earlier than a given one, in which it has room. */
  long admits(long cycle) {
    return Math.max(cycle, leaving[(int) (count - slack) & mask]);
  }

  /** The oldest one has left in a cycle. */
  void left(long cycle) {
    leaving[(int) count++ & mask] = cycle;
  }

  /** The cycle in which the last one left. */
  long lastLeft() {
    return leaving[(int) (count - 1) & mask];
  }

  /** When places became free makes no difference before the cycle in which the last were filled. */
  void describe(StateWriter out, long filled) {
    out.ring(leaving, count, slack, filled);
  }

  void adopt(StateReader in) {
    in.ring(leaving);
    count = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, leaving);
    out.writeLong(count);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, leaving);
    count = in.readLong();
  }
}
