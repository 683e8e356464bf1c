package ksim.core.timing.state;

import java.util.Arrays;

/** Collects the state of a core as words, with cycles relative to the base. */
public final class StateWriter {
  /** Stands for a distance from the base that needs two words more. */
  static final int FAR = Integer.MIN_VALUE;

  /** An odd number with its bits well spread: 2^64 divided by the golden ratio. */
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private int[] words = new int[1024];
  private int used;
  private long base;

  /** Small numbers that do not fill a word yet. */
  private int pending;

  private int pendingBits;

  /** Begins a state. */
  public void begin(long baseCycle) {
    base = baseCycle;
    used = 0;
  }

  /** The cycle to which others are relative. */
  public long base() {
    return base;
  }

  /** Hash of what has been told. */
  public int hash() {
    long hash = used;
    for (int i = 0; i < used; i++) {
      hash = (hash ^ words[i]) * MULTIPLIER;
    }
    return (int) (hash >>> Integer.SIZE);
  }

  /** Whether the same has been told before. */
  public boolean isEqualTo(int[] others) {
    return Arrays.equals(words, 0, used, others, 0, others.length);
  }

  /** What has been told. */
  public int[] words() {
    return Arrays.copyOf(words, used);
  }

  /** A number that is told as it is. */
  public void word(int value) {
    if (used == words.length) {
      words = Arrays.copyOf(words, 2 * used);
    }
    words[used++] = value;
  }

  /** The same of 64 bits. */
  public void longWord(long value) {
    word((int) value);
    word((int) (value >>> Integer.SIZE));
  }

  /** A cycle that makes no difference unless it is later than the base. */
  public void cycle(long cycle) {
    cycle(cycle, base);
  }

  /** A cycle that makes no difference unless it is later than another one. */
  public void cycle(long cycle, long floor) {
    exactCycle(Math.max(cycle, floor));
  }

  /** A cycle that always makes a difference. */
  public void exactCycle(long cycle) {
    long distance = cycle - base;
    if (distance == (int) distance && distance != FAR) {
      word((int) distance);
    } else {
      word(FAR);
      longWord(distance);
    }
  }

  /**
   * The youngest entries of a ring, whose cycles never descend and make no difference unless they
   * are later than another one. They are told as counts of entries a cycle, from the last cycle
   * back.
   *
   * @param ring the ring, whose length is a power of two
   * @param count number of entries that were ever entered, the next one's place
   * @param entries how many of them may make a difference
   */
  public void ring(long[] ring, long count, int entries, long floor) {
    int last = (int) count - 1;
    int late = 0;
    while (late < entries && ring[(last - late) & (ring.length - 1)] > floor) {
      late++;
    }
    word(late);
    if (late == 0) {
      return;
    }
    long cycle = ring[last & (ring.length - 1)];
    exactCycle(cycle);
    int same = 0;
    for (int i = 0; i < late; i++) {
      long next = ring[(last - i) & (ring.length - 1)];
      if (next != cycle) {
        counted(same);
        skip(cycle - next - 1);
        cycle = next;
        same = 0;
      }
      same++;
    }
    counted(same);
    flush();
  }

  private void counted(int entries) {
    int rest = entries;
    for (; rest >= RingCode.CROWD; rest -= RingCode.CROWD) {
      small(RingCode.CROWD);
    }
    small(rest);
  }

  private void skip(long cycles) {
    long rest = cycles;
    for (; rest >= RingCode.MANY; rest -= RingCode.MANY) {
      small(RingCode.SKIP_MANY);
    }
    for (; rest > 0; rest--) {
      small(0);
    }
  }

  /** One of eight small numbers in a word. */
  private void small(int number) {
    pending |= number << pendingBits;
    pendingBits += RingCode.BITS;
    if (pendingBits == Integer.SIZE) {
      flush();
    }
  }

  private void flush() {
    if (pendingBits > 0) {
      word(pending);
      pending = 0;
      pendingBits = 0;
    }
  }
}
