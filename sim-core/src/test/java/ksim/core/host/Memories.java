package ksim.core.host;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Contents of the data pages, by seed. */
final class Memories {
  private static final int READ_ONLY_SEED = 0x143;

  private static final List<byte[]> WRITABLE =
      IntStream.range(0, Layout.MEMORIES).mapToObj(Memories::make).toList();

  /** Offset of an image that XRSTOR accepts: of one that XSAVE may have written. */
  static final int IMAGE = 0x1000;

  private Memories() {}

  private static byte[] make(int seed) {
    byte[] bytes = fill(new SplittableRandom(seed), Layout.MEMORY_BYTES);
    byte[] image = ImageSampler.image(seed);
    Image.fields(image).putLong(Image.HEADER, seed & 7);
    System.arraycopy(image, 0, bytes, IMAGE, image.length);
    return bytes;
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
