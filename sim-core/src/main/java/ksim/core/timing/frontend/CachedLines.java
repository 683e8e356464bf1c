package ksim.core.timing.frontend;

/** How a block lies in the micro-operation cache: its lines, and the windows they belong to. */
final class CachedLines {
  /** Those of a block without instructions. */
  static final CachedLines NONE =
      new CachedLines(
          new int[1],
          new int[0],
          new int[0],
          new int[0],
          new int[0],
          new int[0],
          new long[0],
          new int[0],
          new int[0],
          new boolean[0]);

  /** By line, and behind the last: number of its first micro-operation. */
  final int[] firstUop;

  /** By line: number behind its last micro-operation that does not come from microcode. */
  final int[] endUop;

  /** By line: number of its first instruction. */
  final int[] instruction;

  /** By line: number of its window. */
  final int[] window;

  /** By line: how many slots are used. */
  final int[] slots;

  /** By window: physical address of its first instruction in the block. */
  final long[] key;

  /** By window: number of its lines; 0 if it has none or cannot be cached. */
  final int[] windowLines;

  /** By window: where in it the block's last instruction there begins, plus 1. */
  final int[] reach;

  /** By window: where the cache was found to hold it last. Saves a search, decides nothing. */
  final int[] place;

  /** By micro-operation: whether it takes two slots. */
  final boolean[] wide;

  /** Whether one does. */
  final boolean anyWide;

  /** Whether it has micro-operations, none of them microcode, and each window can be cached. */
  final boolean plain;

  /** The window of the last line, if there is one. */
  final int lastWindow;

  /** Slots used in the last line; {@link #key} of the first and of the last window. */
  final int lastSlots;

  final long firstKey;
  final long lastKey;

  /** Offset of the first instruction of the last line. */
  final int lastLineOffset;

  /**
   * By micro-operation, if the block is plain: what a cycle delivers that begins with it and reads
   * no further than to the end of the block; the number above the bits of {@link Delivery}.
   */
  final int[] groups;

  CachedLines(
      int[] firstUop,
      int[] endUop,
      int[] instruction,
      int[] offset,
      int[] window,
      int[] slots,
      long[] key,
      int[] windowLines,
      int[] reach,
      boolean[] wide) {
    this.firstUop = firstUop;
    this.endUop = endUop;
    this.instruction = instruction;
    this.window = window;
    this.slots = slots;
    this.key = key;
    this.windowLines = windowLines;
    this.reach = reach;
    this.place = new int[windowLines.length];
    this.wide = wide;
    boolean someWide = false;
    for (boolean two : wide) {
      someWide |= two;
    }
    anyWide = someWide;
    plain = isPlain();
    int last = window.length - 1;
    lastWindow = last < 0 ? -1 : window[last];
    lastSlots = last < 0 ? 0 : slots[last];
    firstKey = last < 0 ? 0 : key[0];
    lastKey = last < 0 ? 0 : key[lastWindow];
    lastLineOffset = last < 0 ? 0 : offset[instruction[last]];
    groups = new int[plain ? wide.length : 0];
  }

  private boolean isPlain() {
    for (int line = 0; line < endUop.length; line++) {
      if (microcoded(line) || windowLines[window[line]] == 0) {
        return false;
      }
    }
    return endUop.length > 0;
  }

  /** Works out {@link #groups}. */
  CachedLines withGroups(FrontEndShape shape) {
    int line = 0;
    for (int uop = 0; uop < groups.length; uop++) {
      line += uop == firstUop[line + 1] ? 1 : 0;
      int used = uop - firstUop[line];
      for (int i = firstUop[line]; i < uop; i++) {
        used += wide[i] ? 1 : 0;
      }
      groups[uop] = group(Delivery.begin(shape.cacheWidth(), used), uop, line, shape);
    }
    return this;
  }

  private int group(int begun, int uop, int firstLine, FrontEndShape shape) {
    int delivery = begun;
    int at = uop;
    int line = firstLine;
    while (true) {
      long read = read(delivery, at, line);
      delivery = (int) read;
      at = (int) (read >>> Integer.SIZE);
      if (at < endUop[line]) {
        delivery = Delivery.close(delivery);
        break;
      }
      line++;
      if (line == window.length) {
        break;
      }
      delivery = Delivery.second(delivery, window[line] == window[line - 1], false, shape);
      if (Delivery.left(delivery) == 0) {
        break;
      }
    }
    return ((at - uop) << Delivery.BITS) | delivery;
  }

  /**
   * Reads on in a line.
   *
   * @param delivery the cycle so far
   * @param from number of the next micro-operation
   * @param line the line
   * @return the cycle after that in the low half, the micro-operation that is next in the high half
   */
  long read(int delivery, int from, int line) {
    int now = delivery;
    int at = from;
    while (at < endUop[line] && Delivery.left(now) > 0) {
      if (wide[at]) {
        if (Delivery.left(now) < 2) {
          break;
        }
        now = Delivery.takeWide(now);
      } else {
        now = Delivery.take(now, 1);
      }
      at++;
    }
    return ((long) at << Integer.SIZE) | now;
  }

  /** Whether a line ends in microcode. */
  boolean microcoded(int line) {
    return endUop[line] != firstUop[line + 1];
  }
}
