package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
