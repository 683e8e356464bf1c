package ksim.core.host;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * x87, SSE and AVX state as XSAVE stores it in 64-bit mode: the image of FXSAVE64, the XSAVE header
 * and the upper halves of YMM0 to YMM15 (Intel SDM volume 1, sections 10.5.1 and 13.4).
 */
final class Image {
  /** Offsets of fields in bytes. */
  static final int CONTROL = 0,
      STATUS = 2,
      TAGS = 4,
      OPCODE = 6,
      INSTRUCTION_POINTER = 8,
      DATA_POINTER = 16,
      MXCSR = 24,
      MXCSR_MASK = 28,
      ST = 32,
      XMM = 160,
      RESERVED = 416,
      SOFTWARE = 464,
      HEADER = 512,
      YMM_HIGH = 576;

  /** Size in bytes. */
  static final int BYTES = 832;

  /** The state after FNINIT and with MXCSR as after a reset; all registers zero. */
  static final byte[] DEFAULT = initial();

  private static final int X87 = 1;
  private static final int SSE = 2;
  private static final int AVX = 4;

  private Image() {}

  /** A new image like {@link #DEFAULT}. */
  static byte[] initial() {
    ByteBuffer image = ByteBuffer.allocate(BYTES).order(LITTLE_ENDIAN);
    image.putShort(CONTROL, (short) 0x37f).putInt(MXCSR, 0x1f80);
    image.putLong(HEADER, X87 | SSE | AVX);
    return image.array();
  }

  /** Access to the fields of an image. */
  static ByteBuffer fields(byte[] image) {
    return ByteBuffer.wrap(image).order(LITTLE_ENDIAN);
  }

  /** Writes out parts that are in their initial state, and clears what is not state. */
  static void normalize(byte[] image) {
    ByteBuffer fields = fields(image);
    long components = fields.getLong(HEADER);
    if ((components & X87) == 0) {
      System.arraycopy(DEFAULT, 0, image, 0, MXCSR);
      Arrays.fill(image, ST, XMM, (byte) 0);
    }
    if ((components & SSE) == 0) {
      Arrays.fill(image, XMM, RESERVED, (byte) 0);
    }
    if ((components & AVX) == 0) {
      Arrays.fill(image, YMM_HIGH, BYTES, (byte) 0);
    }
    fields.putInt(MXCSR_MASK, 0);
    fields.put(TAGS + 1, (byte) 0);
    for (int i = 0; i < 8; i++) {
      int padding = ST + 16 * i + 10;
      Arrays.fill(image, padding, padding + 6, (byte) 0);
    }
    Arrays.fill(image, RESERVED, YMM_HIGH, (byte) 0);
    fields.putLong(HEADER, X87 | SSE | AVX);
  }
}
