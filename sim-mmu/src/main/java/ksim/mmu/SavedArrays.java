package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes and reads the elements of arrays whose length is known from elsewhere. */
public final class SavedArrays {
  private SavedArrays() {}

  /** Writes every element. */
  public static void save(DataOutput out, long[] values) throws IOException {
    for (long value : values) {
      out.writeLong(value);
    }
  }

  /** Writes every element. */
  public static void save(DataOutput out, int[] values) throws IOException {
    for (int value : values) {
      out.writeInt(value);
    }
  }

  /** Reads every element. */
  public static void restore(DataInput in, long[] values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
  }

  /** Reads every element. */
  public static void restore(DataInput in, int[] values) throws IOException {
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
  }
}
