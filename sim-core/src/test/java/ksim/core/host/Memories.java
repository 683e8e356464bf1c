package ksim.core.host;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import ksim.core.cpu.Flags;

/** Contents of the data pages, by seed. */
final class Memories {
  private static final int READ_ONLY_SEED = 0x143;

  private static final List<byte[]> WRITABLE =
      IntStream.range(0, Layout.MEMORIES).mapToObj(Memories::make).toList();

  /** Offset of an image that XRSTOR accepts: of one that XSAVE may have written. */
  static final int IMAGE = 0x1000;

  /** Offset of eight frames of {@link #FRAME_BYTES} bytes: what IRET, RETF and far JMP accept. */
  static final int FRAMES = 0x1800;

  /** Distance of the frames; those with even numbers have slots of eight bytes, others of four. */
  static final int FRAME_BYTES = 0x40;

  private static final int FRAME_COUNT = 8;
  private static final long FLAGS =
      Flags.STATUS | Flags.DF | Flags.AC | Flags.NT | Flags.IOPL | Flags.RF;

  private Memories() {}

  private static byte[] make(int seed) {
    byte[] bytes = fill(new SplittableRandom(seed), Layout.MEMORY_BYTES);
    byte[] image = ImageSampler.image(seed);
    Image.fields(image).putLong(Image.HEADER, seed & 7);
    System.arraycopy(image, 0, bytes, IMAGE, image.length);
    frames(new SplittableRandom(~seed), Image.fields(bytes));
    return bytes;
  }

  /** Offset of a frame. */
  static int frame(SplittableRandom random) {
    return FRAMES + FRAME_BYTES * random.nextInt(FRAME_COUNT);
  }

  private static void frames(SplittableRandom random, ByteBuffer bytes) {
    for (int i = 0; i < FRAME_COUNT; i++) {
      long code = (i & 2) == 0 ? Layout.USER_CODE_64 : Layout.USER_CODE_32;
      long[] slots = {
        Layout.CODE + 0x300,
        code,
        random.nextLong() & FLAGS,
        Layout.MEMORY + 0x900,
        Layout.USER_DATA
      };
      for (int j = 0; j < slots.length; j++) {
        int at = FRAMES + FRAME_BYTES * i;
        if ((i & 1) == 0) {
          bytes.putLong(at + 8 * j, slots[j]);
        } else {
          bytes.putInt(at + 4 * j, (int) slots[j]);
        }
      }
    }
  }

  /** What the writable pages of a seed start with; not to be changed. */
  static byte[] writable(int seed) {
    return WRITABLE.get(seed);
  }

  /** What the read-only page holds. */
  static byte[] readOnly() {
    return fill(new SplittableRandom(READ_ONLY_SEED), Layout.PAGE_BYTES);
  }

  /** Stretches of 64 bytes hold values of one kind: operands that meet should be alike. */
  private static byte[] fill(SplittableRandom random, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      Values.Kind kind = Values.kind(random);
      for (int i = 0; i < 8; i++) {
        buffer.putLong(Values.lane(random, kind));
      }
    }
    return buffer.array();
  }
}
