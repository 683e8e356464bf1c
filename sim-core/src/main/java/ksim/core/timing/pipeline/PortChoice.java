package ksim.core.timing.pipeline;

/**
 * Which ports of a set the fewest micro-operations wait for. Counts are kept in words of eight, a
 * byte for each port, so that counting a cycle's worth of micro-operations is one addition.
 *
 * <p>An answer is two port numbers: that of the port for which the fewest wait, and that of the
 * next one. Of ports for which as many wait the one with the highest number comes first.
 */
final class PortChoice {
  /** Ports in a word. */
  static final int LANES = 8;

  private static final int SETS = 1 << LANES;
  private static final int COUNT_MASK = 255;

  /** Every second byte of a word; a 1 in each pair of bytes; where the highest pair stands. */
  private static final long EVEN_LANES = 0x00ff_00ff_00ff_00ffL;

  private static final long PAIR_ONES = 0x0001_0001_0001_0001L;
  private static final int PAIR_TOP = 48;

  /** Ports that {@link #ofFour} compares. */
  private static final int AT_ONCE = 4;

  /** A port's key is its count, and 15 less its number. */
  private static final int PORT_BITS = 4;

  private static final int PORT_MASK = 15;

  /** More than any key. */
  private static final int ABSENT = 1 << 14;

  /** For each set of ports a 1 in the bytes of its members. */
  private static final long[] ONES = new long[SETS];

  /** For each set of up to four ports how far to shift a word for each, a byte each. */
  private static final int[] SHIFTS = new int[SETS];

  /** And what its key ends with, 16 bits each; more than any key where there are fewer ports. */
  private static final long[] ENDS = new long[SETS];

  static {
    for (int set = 0; set < SETS; set++) {
      int place = 0;
      for (int port = 0; port < LANES; port++) {
        if ((set >>> port & 1) != 0) {
          ONES[set] |= 1L << (port * Byte.SIZE);
          if (place < AT_ONCE) {
            SHIFTS[set] |= (port * Byte.SIZE) << (place * Byte.SIZE);
            ENDS[set] |= (long) (PORT_MASK - port) << (place * Short.SIZE);
            place++;
          }
        }
      }
      for (; place < AT_ONCE; place++) {
        ENDS[set] |= (long) ABSENT << (place * Short.SIZE);
      }
    }
  }

  private PortChoice() {}

  /** A 1 in the bytes of the members of a set of up to eight ports. */
  static long ones(int set) {
    return ONES[set & COUNT_MASK];
  }

  /** The sum of the counts in two words. */
  static int sum(long low, long high) {
    long lowPairs = (low & EVEN_LANES) + (low >>> Byte.SIZE & EVEN_LANES);
    long highPairs = (high & EVEN_LANES) + (high >>> Byte.SIZE & EVEN_LANES);
    return (int) (((lowPairs + highPairs) * PAIR_ONES) >>> PAIR_TOP);
  }

  /** The port of an answer for an issue slot: the second one for odd slots. */
  static int port(int answer, int slot) {
    return answer >>> ((slot & 1) * PORT_BITS) & PORT_MASK;
  }

  /**
   * Compares ports.
   *
   * @param low counts of ports 0 to 7
   * @param high counts of ports 8 to 15
   * @param set at least two ports
   * @param bias if for the second so many more wait, the answer is the first twice
   */
  static int of(long low, long high, int set, int bias) {
    return set < SETS && Integer.bitCount(set) <= AT_ONCE
        ? ofFour(low, set, bias)
        : ofMany(low, high, set, bias);
  }

  private static int ofFour(long low, int set, int bias) {
    int shifts = SHIFTS[set];
    long ends = ENDS[set];
    int a = key(low, shifts, ends);
    int b = key(low, shifts >>> Byte.SIZE, ends >>> Short.SIZE);
    int c = key(low, shifts >>> (2 * Byte.SIZE), ends >>> (2 * Short.SIZE));
    int d = key(low, shifts >>> (3 * Byte.SIZE), ends >>> (3 * Short.SIZE));
    int lower = Math.min(a, b);
    int other = Math.min(c, d);
    int larger = Math.min(Math.max(a, b), Math.max(c, d));
    return answer(Math.min(lower, other), Math.min(Math.max(lower, other), larger), bias);
  }

  private static int key(long low, int shift, long end) {
    return (((int) (low >>> shift) & COUNT_MASK) << PORT_BITS) | ((int) end & 0xffff);
  }

  private static int ofMany(long low, long high, int set, int bias) {
    int first = ABSENT;
    int second = ABSENT;
    for (int rest = set; rest != 0; rest &= rest - 1) {
      int port = Integer.numberOfTrailingZeros(rest);
      int count = (int) ((port < LANES ? low : high) >>> (port * Byte.SIZE)) & COUNT_MASK;
      int key = (count << PORT_BITS) | (PORT_MASK - port);
      second = Math.min(second, Math.max(first, key));
      first = Math.min(first, key);
    }
    return answer(first, second, bias);
  }

  private static int answer(int first, int second, int bias) {
    boolean balanced = (second >>> PORT_BITS) - (first >>> PORT_BITS) < bias;
    int firstPort = PORT_MASK - (first & PORT_MASK);
    int secondPort = PORT_MASK - (second & PORT_MASK);
    return firstPort | (balanced ? secondPort : firstPort) << PORT_BITS;
  }
}
