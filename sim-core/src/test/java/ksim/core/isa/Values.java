package ksim.core.isa;

import java.util.SplittableRandom;

/** Operand values for tests: boundary values more often than chance would have them. */
final class Values {
  private static final long[] BOUNDARIES = {
    0,
    1,
    2,
    -1,
    -2,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x8080_8080_8080_8080L,
    0x5555_5555_5555_5555L,
    0xffff_ffff_0000_0000L
  };

  private Values() {}

  /** Any 64-bit value. */
  static long any(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> BOUNDARIES[random.nextInt(BOUNDARIES.length)];
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }
}
