package ksim.core.timing.state;

import java.util.Arrays;

/** Hands out what a {@link StateWriter} has collected, in the same order, from another base on. */
public final class StateReader {
  private int[] words = new int[0];
  private int next;
  private long base;

  /** Begins with a state. */
  public void begin(int[] state, long baseCycle) {
    words = state;
    base = baseCycle;
    next = 0;
  }

  /** The cycle to which others are relative. */
  public long base() {
    return base;
  }

  /** A number that was told as it is. */
  public int word() {
    return words[next++];
  }

  /** The same of 64 bits. */
  public long longWord() {
    long low = Integer.toUnsignedLong(word());
    return (long) word() << Integer.SIZE | low;
  }

  /** A cycle. */
  public long cycle() {
    int distance = word();
    return base + (distance == StateWriter.FAR ? longWord() : distance);
  }

  /**
   * The youngest entries of a ring, those before the place of number 0; the others are early.
   *
   * @see StateWriter#ring
   */
  public void ring(long[] ring) {
    Arrays.fill(ring, 0);
    int left = word();
    if (left == 0) {
      return;
    }
    long cycle = cycle();
    int place = 0;
    int pending = 0;
    boolean more = false;
    for (int bits = 0; left > 0 || more; bits = (bits + RingCode.BITS) & (Integer.SIZE - 1)) {
      pending = bits == 0 ? word() : pending >>> RingCode.BITS;
      int number = pending & RingCode.MASK;
      if (number == RingCode.SKIP_MANY) {
        cycle -= RingCode.MANY;
        continue;
      }
      for (int i = 0; i < number; i++) {
        place--;
        ring[place & (ring.length - 1)] = cycle;
      }
      left -= number;
      more = number == RingCode.CROWD;
      cycle -= more ? 0 : 1;
    }
  }
}
