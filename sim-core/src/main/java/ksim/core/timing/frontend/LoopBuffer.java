package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;

/**
 * The loop buffer (the manual's LSD), on cores that have it switched on: a block that branches to
 * its own beginning often enough, and fits into the queue, is repeated from there. Micro-operations
 * of the end of the loop and of its beginning are never issued in the same cycle; small loops are
 * unrolled for that reason.
 */
final class LoopBuffer implements Persistent, RelativeState {
  private final boolean on;
  private final int iterationsNeeded;
  private final int largest;
  private final int unrolled;

  /** Address at which the loop was entered, how often since, and the rest of what is unrolled. */
  private long address;

  private int iterations;
  private int copiesLeft;

  LoopBuffer(FrontEndShape shape) {
    on = shape.loopBuffer() && shape.cache();
    iterationsNeeded = shape.loopIterations();
    largest = shape.queue();
    unrolled = shape.loopUnrolled();
  }

  /**
   * A block is entered.
   *
   * @param again whether by its own taken branch
   * @return whether it is repeated from the queue
   */
  boolean enter(FetchPlan plan, boolean again) {
    if (!on) {
      return false;
    }
    if (!again || plan.address != address) {
      address = plan.address;
      iterations = 0;
      copiesLeft = 0;
    }
    iterations = Math.min(iterations + 1, iterationsNeeded);
    return iterations == iterationsNeeded && plan.uops() <= largest && plan.lines.plain;
  }

  /**
   * Another repetition of the loop is needed.
   *
   * @param last cycle of the one before
   * @param left cycle in which its last micro-operation left the queue
   * @return the cycle before the first in which its micro-operations can be issued
   */
  long deliver(FetchPlan plan, long last, long left) {
    if (copiesLeft > 0) {
      copiesLeft--;
      return last;
    }
    copiesLeft = plan.uops() <= unrolled ? 1 : 0;
    return Math.max(last, left);
  }

  @Override
  public void describe(StateWriter out) {
    if (on) {
      out.longWord(address);
      out.word(iterations);
      out.word(copiesLeft);
    }
  }

  @Override
  public void adopt(StateReader in) {
    if (on) {
      address = in.longWord();
      iterations = in.word();
      copiesLeft = in.word();
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(address);
    out.writeInt(iterations);
    out.writeInt(copiesLeft);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    address = in.readLong();
    iterations = in.readInt();
    copiesLeft = in.readInt();
  }
}
