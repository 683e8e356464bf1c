package ksim.core.host;

import java.util.SplittableRandom;

/** Chooses the addresses that memory operands hit. */
final class Targets {
  private Targets() {}

  /**
   * An address for an operand: mostly within the writable pages, now and then where it reads or
   * writes across the border to a page with other rights, or anywhere.
   *
   * @param bytes size of the operand, at least 1
   * @param aligned whether an unaligned operand faults, so that most should be aligned
   */
  static long pick(SplittableRandom random, int bytes, boolean aligned) {
    long address =
        switch (random.nextInt(50)) {
          case 0 -> Layout.READ_ONLY - random.nextInt(bytes + 1);
          case 1 -> Layout.READ_ONLY + random.nextInt(Layout.PAGE_BYTES);
          case 2 -> Layout.END - random.nextInt(bytes + 1);
          case 3 -> Layout.MEMORY - random.nextInt(bytes + 1);
          case 4 -> Layout.END + random.nextInt(Layout.PAGE_BYTES);
          case 5, 6 -> Layout.MEMORY + Layout.PAGE_BYTES - random.nextInt(bytes + 1);
          case 7 -> random.nextBoolean() ? Values.any(random) : Layout.CODE + random.nextInt(4096);
          default -> inside(random, bytes);
        };
    boolean align = aligned ? random.nextInt(16) != 0 : random.nextInt(3) == 0;
    return align ? address & -Integer.highestOneBit(bytes) : address;
  }

  /** An address of writable bytes, with room around them. */
  static long inside(SplittableRandom random, int bytes) {
    int margin = 512;
    return Layout.MEMORY
        + margin
        + random.nextInt(Math.max(1, Layout.MEMORY_BYTES - 2 * margin - bytes));
  }
}
