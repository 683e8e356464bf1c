package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The reorder buffer and in-order retirement: a ring of the cycles in which fused micro-operations
 * retire.
 */
final class ReorderBuffer implements Persistent, RelativeState {
  private final long[] retired;
  private final int distance;
  private final int width;

  /** Number of fused micro-operations so far. */
  private long count;

  private long last;

  ReorderBuffer(CoreDescription core) {
    int entries = core.parameter("reorder-buffer");
    // Issue needs room for a whole group, whatever the group turns out to be (uiCA).
    distance = entries - core.parameter("issue-width") + 1;
    width = core.parameter("retire-width");
    int size = Integer.highestOneBit(entries) * 2;
    retired = new long[size];
  }

  /** The first cycle in which there is room for a group to be issued. */
  long roomCycle() {
    return retired[(int) (count - distance) & (retired.length - 1)] + 1;
  }

  /** Cycle in which the youngest one so far retires. */
  long last() {
    return last;
  }

  /**
   * The next one.
   *
   * @param done cycle in which all its micro-operations have executed
   * @return the cycle in which it retires
   */
  long retire(long done) {
    // A mask that is made of the length needs no check of bounds.
    long[] retired = this.retired;
    int number = (int) count;
    long cycle = Math.max(done + 1, last);
    cycle = Math.max(cycle, retired[(number - width) & (retired.length - 1)] + 1);
    retired[number & (retired.length - 1)] = cycle;
    count++;
    last = cycle;
    return cycle;
  }

  @Override
  public void describe(StateWriter out) {
    out.cycle(last);
    out.ring(retired, count, Math.min(Math.max(distance, width), retired.length), out.base());
  }

  @Override
  public void adopt(StateReader in) {
    last = in.cycle();
    in.ring(retired);
    count = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, retired);
    out.writeLong(count);
    out.writeLong(last);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, retired);
    count = in.readLong();
    last = in.readLong();
  }
}
