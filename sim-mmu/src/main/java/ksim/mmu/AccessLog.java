package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Physical addresses of data accesses in program order: facts for a timing model. An access that
 * crosses a page border appears as two.
 */
public final class AccessLog implements Persistent {
  private static final int WRITE = 1;
  private static final int WIDTH_SHIFT = 1;
  private static final int WIDTH_MASK = 127;
  private static final int ADDRESS_SHIFT = 8;

  private long[] entries = new long[64];
  private int size;

  /** Number of accesses since the last {@link #clear}. */
  public int size() {
    return size;
  }

  /** Physical address of the first byte of an access. */
  public long physical(int index) {
    return entries[index] >>> ADDRESS_SHIFT;
  }

  /** Number of bytes of an access. */
  public int bytes(int index) {
    return (int) (entries[index] >>> WIDTH_SHIFT) & WIDTH_MASK;
  }

  /** True if an access was a write. */
  public boolean isWrite(int index) {
    return (entries[index] & WRITE) != 0;
  }

  /** Forgets all accesses. */
  public void clear() {
    size = 0;
  }

  void append(long physical, int bytes, boolean write) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    entries[size] =
        (physical << ADDRESS_SHIFT) | ((long) bytes << WIDTH_SHIFT) | (write ? WRITE : 0);
    size++;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(size);
    SavedArrays.save(out, Arrays.copyOf(entries, size));
  }

  @Override
  public void restore(DataInput in) throws IOException {
    size = in.readInt();
    entries = new long[Math.max(64, size)];
    for (int i = 0; i < size; i++) {
      entries[i] = in.readLong();
    }
  }
}
