package ksim.core.timing.frontend;

/** How a block lies in the micro-operation cache: its lines, and the windows they belong to. */
final class CachedLines {
  static final CachedLines NONE =
      new CachedLines(
          new int[1], new int[0], new int[0], new int[0], new long[0], new int[0], new boolean[0]);

  /** By line, and behind the last: number of its first micro-operation. */
  final int[] firstUop;

  /** By line: number behind its last micro-operation that does not come from microcode. */
  final int[] endUop;

  /** By line: number of its first instruction. */
  final int[] instruction;

  /** By line: number of its window. */
  final int[] window;

  /** By window: physical address of its first instruction in the block. */
  final long[] key;

  /** By window: number of its lines; 0 if it has none or cannot be cached. */
  final int[] windowLines;

  /** By micro-operation: whether it takes two slots. */
  final boolean[] wide;

  CachedLines(
      int[] firstUop,
      int[] endUop,
      int[] instruction,
      int[] window,
      long[] key,
      int[] windowLines,
      boolean[] wide) {
    this.firstUop = firstUop;
    this.endUop = endUop;
    this.instruction = instruction;
    this.window = window;
    this.key = key;
    this.windowLines = windowLines;
    this.wide = wide;
  }

  /** Whether a line ends in microcode. */
  boolean microcoded(int line) {
    return endUop[line] != firstUop[line + 1];
  }

  /** Whether all windows can be cached, and nothing is microcode. */
  boolean holdsWhole() {
    for (int line = 0; line < endUop.length; line++) {
      if (microcoded(line) || windowLines[window[line]] == 0) {
        return false;
      }
    }
    return true;
  }
}
