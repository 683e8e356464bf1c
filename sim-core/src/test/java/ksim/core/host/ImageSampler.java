package ksim.core.host;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Makes up x87 and vector states from a seed. */
final class ImageSampler {
  private static final int PENDING = 0x8080; // FSW: B and ES

  private ImageSampler() {}

  /** The state of a seed; the same for ever, because recordings name it by its seed. */
  static byte[] image(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] image = Image.initial();
    ByteBuffer fields = Image.fields(image);
    x87(random, fields);
    fields.putInt(Image.MXCSR, mxcsr(random));
    Values.Kind kind = Values.kind(random);
    for (int i = 0; i < 16; i++) {
      Values.Kind own = random.nextInt(8) == 0 ? Values.kind(random) : kind;
      fields.putLong(Image.XMM + 16 * i, Values.lane(random, own));
      fields.putLong(Image.XMM + 16 * i + 8, Values.lane(random, own));
      fields.putLong(Image.YMM_HIGH + 16 * i, Values.lane(random, own));
      fields.putLong(Image.YMM_HIGH + 16 * i + 8, Values.lane(random, own));
    }
    return image;
  }

  private static int mxcsr(SplittableRandom random) {
    int masks = random.nextInt(8) == 0 ? random.nextInt(64) << 7 : 0x1f80;
    int rounding = random.nextInt(2) == 0 ? 0 : random.nextInt(4) << 13;
    int flush = random.nextInt(6) == 0 ? 0x8000 : 0;
    int denormalsAreZeros = random.nextInt(6) == 0 ? 0x40 : 0;
    int flags = random.nextBoolean() ? 0 : random.nextInt(64);
    return masks | rounding | flush | denormalsAreZeros | flags;
  }

  private static void x87(SplittableRandom random, ByteBuffer fields) {
    int masks = random.nextInt(8) == 0 ? random.nextInt(64) : 0x3f;
    int precision = random.nextInt(2) == 0 ? 3 : new int[] {0, 2, 3}[random.nextInt(3)];
    int rounding = random.nextInt(2) == 0 ? 0 : random.nextInt(4);
    fields.putShort(Image.CONTROL, (short) (masks | 0x40 | precision << 8 | rounding << 10));
    int flags = random.nextBoolean() ? 0 : random.nextInt(128);
    if (random.nextInt(16) != 0) {
      flags &= masks | 0x40; // otherwise the next x87 instruction faults
    }
    int pending = (flags & ~masks & 0x3f) == 0 ? 0 : PENDING;
    int conditions = random.nextInt(16);
    int top = random.nextInt(8);
    int status = flags | pending | (conditions & 7) << 8 | (conditions & 8) << 11 | top << 11;
    fields.putShort(Image.STATUS, (short) status);
    boolean full = random.nextInt(4) != 0;
    fields.put(Image.TAGS, (byte) (full ? 0xff : random.nextInt(256)));
    Values.Kind kind = random.nextInt(4) == 0 ? Values.kind(random) : Values.Kind.EXTENDED;
    for (int i = 0; i < 8; i++) {
      register(random, fields, Image.ST + 16 * i, kind);
    }
  }

  private static void register(
      SplittableRandom random, ByteBuffer fields, int at, Values.Kind kind) {
    if (kind != Values.Kind.EXTENDED) { // what MMX instructions leave
      fields.putLong(at, Values.lane(random, kind)).putShort(at + 8, (short) 0xffff);
      return;
    }
    long significand = Values.significand(random);
    int signExponent = Values.signExponent(random);
    switch (random.nextInt(8)) {
      case 0 -> { // a small integer or half of one
        int value = random.nextInt(1, 1000);
        int zeros = Long.numberOfLeadingZeros(value);
        significand = (long) value << zeros;
        signExponent = (random.nextInt(2) << 15) | (0x3fff + 62 - zeros + random.nextInt(2));
      }
      case 1 -> { // zero, or infinity
        signExponent = random.nextInt(2) << 15;
        significand = 0;
        if (random.nextBoolean()) {
          signExponent |= 0x7fff;
          significand = Long.MIN_VALUE;
        }
      }
      default -> {}
    }
    fields.putLong(at, significand).putShort(at + 8, (short) signExponent);
  }
}
