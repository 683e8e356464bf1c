package ksim.core.host;

import java.util.SplittableRandom;

/** Operand values for tests: those that break things more often than chance would have them. */
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

  /** Zeros, ones, limits of denormals and normals, infinities, NaNs of both sorts, 2^31 and so. */
  private static final int[] SINGLES = {
    0,
    0x3f80_0000,
    0x3f7f_ffff,
    0x3f80_0001,
    0x3f00_0000,
    0x3fc0_0000,
    0x4020_0000,
    0x0000_0001,
    0x007f_ffff,
    0x0080_0000,
    0x0080_0001,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7fc0_0000,
    0x7fc0_1234,
    0x7f80_0001,
    0x7fbf_ffff,
    0x7fff_ffff,
    0x4f00_0000,
    0x4eff_ffff,
    0x4f80_0000,
    0x5f00_0000,
    0x5f80_0000,
    0x4b00_0000,
    0x4b80_0000
  };

  private static final long[] DOUBLES = {
    0,
    0x3ff0_0000_0000_0000L,
    0x3fef_ffff_ffff_ffffL,
    0x3ff0_0000_0000_0001L,
    0x3fe0_0000_0000_0000L,
    0x3ff8_0000_0000_0000L,
    0x4004_0000_0000_0000L,
    0x0000_0000_0000_0001L,
    0x000f_ffff_ffff_ffffL,
    0x0010_0000_0000_0000L,
    0x0010_0000_0000_0001L,
    0x7fef_ffff_ffff_ffffL,
    0x7ff0_0000_0000_0000L,
    0x7ff8_0000_0000_0000L,
    0x7ff8_0000_1234_5678L,
    0x7ff0_0000_0000_0001L,
    0x7ff7_ffff_ffff_ffffL,
    0x7fff_ffff_ffff_ffffL,
    0x41e0_0000_0000_0000L,
    0x41df_ffff_ffc0_0000L,
    0x41df_ffff_ffff_ffffL,
    0x41f0_0000_0000_0000L,
    0x43e0_0000_0000_0000L,
    0x43f0_0000_0000_0000L,
    0x4330_0000_0000_0000L,
    0x47ef_ffff_e000_0000L,
    0x47f0_0000_0000_0000L,
    0x3810_0000_0000_0000L,
    0x3690_0000_0000_0000L
  };

  private Values() {}

  /** What eight bytes are filled with. */
  enum Kind {
    INTEGER,
    BYTES,
    SINGLE,
    DOUBLE,
    EXTENDED,
    DECIMAL
  }

  /** A kind of value. */
  static Kind kind(SplittableRandom random) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> Kind.INTEGER;
      case 2 -> Kind.BYTES;
      case 3, 4, 5 -> Kind.SINGLE;
      case 6, 7, 8 -> Kind.DOUBLE;
      default -> random.nextBoolean() ? Kind.EXTENDED : Kind.DECIMAL;
    };
  }

  /** Eight bytes of a kind. */
  static long lane(SplittableRandom random, Kind kind) {
    return switch (kind) {
      case INTEGER -> any(random);
      case BYTES -> bytes(random);
      case SINGLE -> (single(random) & 0xffff_ffffL) | (long) single(random) << 32;
      case DOUBLE -> real(random);
      case EXTENDED -> random.nextBoolean() ? significand(random) : signExponent(random);
      case DECIMAL -> decimal(random);
    };
  }

  /** Any 64-bit value. */
  static long any(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> BOUNDARIES[random.nextInt(BOUNDARIES.length)];
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  private static long bytes(SplittableRandom random) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      long b =
          switch (random.nextInt(4)) {
            case 0 -> BOUNDARIES[random.nextInt(8)];
            case 1 -> 'a' + random.nextInt(4);
            default -> random.nextInt(256);
          };
      value = value << 8 | (b & 0xff);
    }
    return value;
  }

  /** Bits of a binary32 number. */
  static int single(SplittableRandom random) {
    int sign = random.nextInt(2) << 31;
    return switch (random.nextInt(8)) {
      case 0, 1 -> sign | SINGLES[random.nextInt(SINGLES.length)];
      case 2 -> random.nextInt();
      case 3 -> sign | Float.floatToRawIntBits(random.nextInt(1, 200) / 4f);
      case 4 -> sign | random.nextInt(1 << 23); // denormal
      case 5 -> Float.floatToRawIntBits(random.nextInt() >> random.nextInt(32));
      default -> sign | (127 + random.nextInt(-30, 30)) << 23 | fraction(random, 23);
    };
  }

  /** Bits of a binary64 number. */
  static long real(SplittableRandom random) {
    long sign = random.nextLong() & Long.MIN_VALUE;
    return switch (random.nextInt(8)) {
      case 0, 1 -> sign | DOUBLES[random.nextInt(DOUBLES.length)];
      case 2 -> random.nextLong();
      case 3 -> sign | Double.doubleToRawLongBits(random.nextInt(1, 200) / 4.0);
      case 4 -> sign | random.nextLong(1L << 52); // denormal
      case 5 -> Double.doubleToRawLongBits((double) (random.nextLong() >> random.nextInt(64)));
      default -> sign | (1023L + random.nextInt(-60, 60)) << 52 | wideFraction(random);
    };
  }

  /** Few bits set, as often as any, so that results are exact or lie half-way. */
  private static int fraction(SplittableRandom random, int bits) {
    int all = random.nextInt(1 << bits);
    return random.nextBoolean() ? all : all & -1 << random.nextInt(bits);
  }

  private static long wideFraction(SplittableRandom random) {
    long all = random.nextLong(1L << 52);
    return random.nextBoolean() ? all : all & -1L << random.nextInt(52);
  }

  /** Sign and exponent of an extended number, in 16 bits. */
  static int signExponent(SplittableRandom random) {
    int sign = random.nextInt(2) << 15;
    return switch (random.nextInt(8)) {
      case 0 -> sign;
      case 1 -> sign | 0x7fff;
      case 2 -> sign | 1;
      case 3 -> sign | 0x7ffe;
      case 4 -> sign | random.nextInt(0x8000);
      default -> sign | 0x3fff + random.nextInt(-70, 70);
    };
  }

  /** Significand of an extended number, mostly with the integer bit. */
  static long significand(SplittableRandom random) {
    long integer = random.nextInt(12) == 0 ? 0 : Long.MIN_VALUE;
    return switch (random.nextInt(6)) {
      case 0 -> integer;
      case 1 -> integer | 1L << 62;
      case 2 -> integer | random.nextLong() >>> 1 << random.nextInt(63);
      case 3 -> random.nextInt(3) == 0 ? 0 : integer | Long.MAX_VALUE;
      default -> integer | random.nextLong() >>> 1;
    };
  }

  /** Sixteen decimal digits, now and then one that is none. */
  private static long decimal(SplittableRandom random) {
    long value = 0;
    int digits = random.nextInt(17);
    for (int i = 0; i < digits; i++) {
      value = value << 4 | (random.nextInt(200) == 0 ? 12 : random.nextInt(10));
    }
    return value;
  }
}
