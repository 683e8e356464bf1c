package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import ksim.core.cpu.Flags;

/** Random states, made mostly of the values that break things. */
final class X87StateSampler {
  private static final long INTEGER_BIT = 1L << 63;
  private static final int EXCEPTIONS = 0x3f;
  private static final int MXCSR = 0x1f80;
  private static final int LONGS = X87State.MEMORY_BYTES / Long.BYTES;

  private final SplittableRandom random;

  X87StateSampler(SplittableRandom random) {
    this.random = random;
  }

  /**
   * A state.
   *
   * @param pending whether an exception that is not masked may be pending
   */
  X87State sample(boolean pending) {
    ByteBuffer image = ByteBuffer.allocate(X87State.IMAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int masks = random.nextInt(3) == 0 ? random.nextInt(64) : EXCEPTIONS;
    int control = 0x40 | masks | random.nextInt(16) << 8;
    int few = random.nextInt(128);
    int flags = few & random.nextInt(128) & (pending ? 0x7f : masks | 0x40);
    int top = random.nextInt(8);
    int status = flags | (random.nextInt(256) & 0x47) << 8 | top << 11;
    boolean unmasked = (flags & ~masks & EXCEPTIONS) != 0;
    image.putShort(0, (short) control);
    image.putShort(2, (short) (status | (unmasked ? 0x8080 : 0)));
    image.put(4, (byte) tags(top));
    image.putShort(6, (short) random.nextInt(0x800));
    image.putLong(8, random.nextLong() >>> 17);
    image.putLong(16, random.nextLong() >>> 17);
    image.putInt(24, MXCSR);
    for (int i = 0; i < 8; i++) {
      register(image, 32 + 16 * i);
    }
    if (random.nextInt(3) == 0) {
      makeNear(image);
    }
    long rflags = Flags.FIXED | Flags.IF | (random.nextInt(0x1000) & Flags.STATUS);
    return new X87State(image.array(), random.nextLong(), rflags, memory());
  }

  /** Mostly three to seven registers in use, at times all or none, at times a pattern. */
  private int tags(int top) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> 0xff;
      case 2 -> random.nextInt(256);
      default -> rotate((1 << (3 + random.nextInt(5))) - 1, top);
    };
  }

  private static int rotate(int bits, int by) {
    return (bits << by | bits >>> (8 - by)) & 0xff;
  }

  private void register(ByteBuffer image, int at) {
    image.putLong(at, significand());
    image.putShort(at + Long.BYTES, (short) (exponent() | random.nextInt(2) << 15));
  }

  /** ST(1) becomes nearly ST(0): what cancels, compares as equal or divides to nearly one. */
  private void makeNear(ByteBuffer image) {
    int exponent = image.getShort(40) + random.nextInt(-1, 2);
    image.putLong(48, image.getLong(32) + random.nextInt(-1, 2));
    image.putShort(56, (short) (exponent ^ random.nextInt(2) << 15));
  }

  private long significand() {
    long any =
        switch (random.nextInt(8)) {
          case 0 -> INTEGER_BIT;
          case 1 -> 0xc000_0000_0000_0000L;
          case 2 -> -1L << random.nextInt(64);
          case 3 -> INTEGER_BIT | 1L << random.nextInt(64);
          case 4 -> INTEGER_BIT | random.nextLong() >>> random.nextInt(64);
          case 5 -> -1L >>> random.nextInt(2);
          default -> random.nextLong() | INTEGER_BIT;
        };
    return random.nextInt(16) == 0 ? any & ~INTEGER_BIT : random.nextInt(16) == 0 ? 0 : any;
  }

  private int exponent() {
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> 0x7fff;
      case 2 -> 1 + random.nextInt(66);
      case 3 -> 0x7ffe - random.nextInt(66);
      case 4 -> random.nextInt(0x8000);
      case 5 -> 0x3fff - 127 - 24 + random.nextInt(280);
      case 6 -> 0x3fff - 1022 - 54 + random.nextInt(2200);
      case 7, 8 -> 0x3fff - 3 + random.nextInt(8);
      default -> 0x3fff - 64 + random.nextInt(130);
    };
  }

  private byte[] memory() {
    ByteBuffer bytes = ByteBuffer.allocate(X87State.MEMORY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < LONGS; i++) {
      bytes.putLong(8 * i, random.nextLong());
    }
    switch (random.nextInt(7)) {
      case 0 -> bytes.putInt(0, binary32()).putInt(4, binary32());
      case 1 -> bytes.putLong(0, binary64());
      case 2 -> register(bytes, 0);
      case 3 -> bytes.putLong(0, random.nextLong() >> random.nextInt(64));
      case 4 -> decimal(bytes);
      case 5 -> bytes.putLong(0, 1L << random.nextInt(64));
      default -> {}
    }
    return bytes.array();
  }

  private int binary32() {
    int exponent = pick(0, 0xff, random.nextInt(256), 0x7f + random.nextInt(-30, 30));
    int fraction = pick(0, 1, 0x40_0000, random.nextInt(0x80_0000));
    return exponent << 23 | fraction | random.nextInt(2) << 31;
  }

  private long binary64() {
    int exponent = pick(0, 0x7ff, random.nextInt(0x800), 0x3ff + random.nextInt(-64, 64));
    long fraction =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> 1;
          case 2 -> 1L << 51;
          default -> random.nextLong() >>> 12;
        };
    return (long) exponent << 52 | fraction | random.nextLong(2) << 63;
  }

  private int pick(int... values) {
    return values[random.nextInt(values.length)];
  }

  /** Mostly valid digits. */
  private void decimal(ByteBuffer bytes) {
    int highest = random.nextInt(8) == 0 ? 16 : 10;
    for (int i = 0; i < 9; i++) {
      bytes.put(i, (byte) (random.nextInt(highest) << 4 | random.nextInt(highest)));
    }
    bytes.put(9, (byte) (random.nextInt(2) << 7 | (highest == 16 ? random.nextInt(128) : 0)));
  }
}
