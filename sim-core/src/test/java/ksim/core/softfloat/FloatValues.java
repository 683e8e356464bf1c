package ksim.core.softfloat;

import java.util.SplittableRandom;

/** Makes up operands: the values that break things, and pairs of values that lie close. */
final class FloatValues {
  private final SplittableRandom random;

  FloatValues(SplittableRandom random) {
    this.random = random;
  }

  /** Bits of a fraction: any, or long runs of zeros and ones, which make ties and carries. */
  private long fraction(int bits) {
    long mask = bits == 64 ? -1L : (1L << bits) - 1;
    return mask
        & switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1 -> -1L;
          case 2 -> 1L << random.nextInt(bits);
          case 3 -> -1L << random.nextInt(bits);
          case 4 -> (1L << random.nextInt(bits)) - 1;
          case 5 -> random.nextLong() << random.nextInt(bits);
          default -> random.nextLong();
        };
  }

  /** An exponent field: any, one of the limits, or near the bias, where integers are. */
  private int exponentField(int mask) {
    int bias = mask >>> 1;
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> mask;
      case 2 -> random.nextInt(Math.min(mask, 70));
      case 3 -> mask - random.nextInt(Math.min(mask, 70));
      case 4, 5 -> (bias + random.nextInt(-70, 70)) & mask;
      default -> random.nextInt(mask + 1);
    };
  }

  /** An encoding of an interchange format. */
  long any(Format format) {
    long sign = (long) random.nextInt(2) << format.signBit();
    long field = (long) exponentField(format.exponentMask()) << format.fractionBits();
    return sign | field | fraction(format.fractionBits());
  }

  /** An encoding that stands in some relation to another one. */
  long near(Format format, long other) {
    long mask = -1L >>> (63 - format.signBit());
    return mask
        & switch (random.nextInt(4)) {
          case 0 -> other + random.nextInt(-2, 3);
          case 1 -> other ^ 1L << format.signBit();
          case 2 ->
              (other + ((long) random.nextInt(-70, 70) << format.fractionBits()))
                  ^ random.nextInt(4)
                  ^ ((long) random.nextInt(2) << format.signBit());
          default -> any(format);
        };
  }

  /** An 80-bit number, the unsupported ones included. */
  Extended extended() {
    int sign = random.nextInt(2) << 15;
    int field = exponentField(0x7fff);
    boolean integerBit = field == 0 ? random.nextInt(16) == 0 : random.nextInt(32) != 0;
    return new Extended(sign | field, fraction(63) | (integerBit ? 1L << 63 : 0));
  }

  /** An 80-bit number that stands in some relation to another one. */
  Extended near(Extended other) {
    int sign = random.nextInt(2) << 15;
    return switch (random.nextInt(4)) {
      case 0 ->
          new Extended(other.signExponent() ^ sign, other.significand() + random.nextInt(-2, 3));
      case 1 ->
          new Extended(
              ((other.biasedExponent() + random.nextInt(-70, 70)) & 0x7fff) | sign,
              other.significand() ^ random.nextInt(4));
      default -> extended();
    };
  }
}
