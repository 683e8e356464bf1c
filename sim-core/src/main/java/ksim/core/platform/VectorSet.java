package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;

/** A set of interrupt vectors, as the IRR, ISR and TMR hold it: 256 bits in eight 32-bit words. */
final class VectorSet implements Persistent {
  /** What {@link #highest()} answers for an empty set. */
  static final int NONE = -1;

  private final long[] bits = new long[4];

  void add(int vector) {
    bits[vector >> 6] |= 1L << vector;
  }

  void remove(int vector) {
    bits[vector >> 6] &= ~(1L << vector);
  }

  /** Adds or removes a vector. */
  void set(int vector, boolean contained) {
    if (contained) {
      add(vector);
    } else {
      remove(vector);
    }
  }

  void clear() {
    Arrays.fill(bits, 0);
  }

  boolean contains(int vector) {
    return ((bits[vector >> 6] >>> vector) & 1) != 0;
  }

  /** The highest vector in the set, or {@link #NONE}. */
  int highest() {
    for (int word = 3; word >= 0; word--) {
      if (bits[word] != 0) {
        return word * 64 + 63 - Long.numberOfLeadingZeros(bits[word]);
      }
    }
    return NONE;
  }

  /**
   * Vectors {@code 32 * index} to {@code 32 * index + 31}, as a register shows them.
   *
   * @param index 0 to 7
   */
  int word(int index) {
    return (int) (bits[index >> 1] >>> (32 * (index & 1)));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (long word : bits) {
      out.writeLong(word);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < bits.length; i++) {
      bits[i] = in.readLong();
    }
  }
}
