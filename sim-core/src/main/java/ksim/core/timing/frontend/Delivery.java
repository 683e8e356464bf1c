package ksim.core.timing.frontend;

/**
 * What the micro-operation cache has delivered in one cycle, packed in an int: how many
 * micro-operations may follow in the same cycle, how many have been delivered, how many slots of
 * the present line are used up, whether the cycle began with the beginning of a line, and whether a
 * second line has been begun.
 */
final class Delivery {
  private static final int MASK = 0xf;
  private static final int DELIVERED_SHIFT = 4;
  private static final int USED_SHIFT = 8;
  private static final int FRESH = 1 << 12;
  private static final int SECOND = 1 << 13;

  /** Number of bits that it takes. */
  static final int BITS = 14;

  private Delivery() {}

  /**
   * A cycle begins.
   *
   * @param used slots of the present line that have been read before
   */
  static int begin(int width, int used) {
    return width | (used << USED_SHIFT) | (used == 0 ? FRESH : 0);
  }

  /** How many micro-operations may follow in the same cycle. */
  static int left(int delivery) {
    return delivery & MASK;
  }

  /** Slots of the present line that are used up. */
  static int used(int delivery) {
    return (delivery >>> USED_SHIFT) & MASK;
  }

  /** A number of micro-operations, each with one slot, has been delivered; no more than may. */
  static int take(int delivery, int count) {
    return delivery + count * ((1 << DELIVERED_SHIFT) + (1 << USED_SHIFT) - 1);
  }

  /** One with two slots has been delivered, after which nothing follows. */
  static int takeWide(int delivery) {
    return close(delivery) + (1 << DELIVERED_SHIFT) + (2 << USED_SHIFT);
  }

  /** Nothing more follows in the same cycle. */
  static int close(int delivery) {
    return delivery & ~MASK;
  }

  /** A line begins. */
  static int newLine(int delivery) {
    return delivery & ~(MASK << USED_SHIFT);
  }

  /**
   * The present line has been read to its end and the next one is to follow in the same cycle. A
   * cycle can have two; how many micro-operations the second may add depends on where it lies and
   * on how many the first gave, as measured on Skylake (Abel and Reineke, uiCA, 2022).
   *
   * @param sameWindow whether both lie in the same window
   * @param taken whether a taken branch lies between them
   * @param shape the front end
   */
  static int second(int delivery, boolean sameWindow, boolean taken, FrontEndShape shape) {
    int left = left(delivery);
    if ((delivery & SECOND) != 0 || left == 0) {
      return close(newLine(delivery));
    }
    if (shape.cachePairs()) {
      left = secondOfPair(delivery, sameWindow, taken, shape.cacheWidth());
    }
    return close(newLine(delivery)) | SECOND | left;
  }

  private static int secondOfPair(int delivery, boolean sameWindow, boolean taken, int width) {
    int left = left(delivery);
    int delivered = (delivery >>> DELIVERED_SHIFT) & MASK;
    if (sameWindow) {
      return taken ? 0 : left;
    }
    if ((delivery & FRESH) != 0) {
      return delivered == width ? 0 : Math.max(1, (width - delivered) & ~1);
    }
    if (taken) {
      boolean nearlyEmpty = delivered == 1 || (delivered == 2 && used(delivery) >= width - 1);
      return nearlyEmpty ? width - 2 : Math.min(left, 2);
    }
    return left;
  }
}
