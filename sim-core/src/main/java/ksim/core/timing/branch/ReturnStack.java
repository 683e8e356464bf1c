package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Predicts returns by the calls before them. Calls deeper than its size overwrite the oldest ones;
 * where it is empty it gives what it still holds there.
 */
final class ReturnStack implements Persistent {
  private final long[] addresses;
  private int top;

  ReturnStack(int size) {
    addresses = new long[size];
  }

  void call(long returnAddress) {
    top = top + 1 == addresses.length ? 0 : top + 1;
    addresses[top] = returnAddress;
  }

  /** Whether a return goes where it is expected to. */
  boolean predicts(long target) {
    boolean right = addresses[top] == target;
    top = top == 0 ? addresses.length - 1 : top - 1;
    return right;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, addresses);
    out.writeInt(top);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, addresses);
    top = in.readInt();
  }
}
