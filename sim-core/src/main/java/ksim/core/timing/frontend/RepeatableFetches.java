package ksim.core.timing.frontend;

import java.util.Arrays;

/** The lines of code that the decoders asked for in the present block. */
final class RepeatableFetches implements CodeMemory {
  /** Elements for each line: linear and physical address, and the cycle. */
  private static final int ELEMENTS = 3;

  private static final int MOST_LINES = 16;

  private final CodeMemory memory;
  private final long[] lines = new long[MOST_LINES * ELEMENTS];
  private int used;
  private boolean late;

  RepeatableFetches(CodeMemory memory) {
    this.memory = memory;
  }

  /** A block begins. */
  void begin() {
    used = 0;
    late = false;
  }

  @Override
  public long fetchDelay(long linear, long physical, long cycle) {
    late |= used == lines.length || !memory.hits(linear, physical, cycle);
    if (!late) {
      lines[used] = linear;
      lines[used + 1] = physical;
      lines[used + 2] = cycle;
      used += ELEMENTS;
    }
    return memory.fetchDelay(linear, physical, cycle);
  }

  @Override
  public boolean hits(long linear, long physical, long cycle) {
    return memory.hits(linear, physical, cycle);
  }

  /** Whether all lines were there, and not too many to be told. */
  boolean areRepeatable() {
    return !late;
  }

  /** The lines, each with its addresses and the cycle relative to another one. */
  long[] relativeTo(long base) {
    long[] told = Arrays.copyOf(lines, used);
    for (int at = 2; at < used; at += ELEMENTS) {
      told[at] -= base;
    }
    return told;
  }

  /** Whether lines that were {@link #relativeTo} a cycle are there relative to another one. */
  boolean areHere(long[] told, long base) {
    for (int at = 0; at < told.length; at += ELEMENTS) {
      if (!memory.hits(told[at], told[at + 1], base + told[at + 2])) {
        return false;
      }
    }
    return true;
  }

  /** Asks for such lines again. */
  void repeat(long[] told, long base) {
    for (int at = 0; at < told.length; at += ELEMENTS) {
      memory.fetchDelay(told[at], told[at + 1], base + told[at + 2]);
    }
  }
}
