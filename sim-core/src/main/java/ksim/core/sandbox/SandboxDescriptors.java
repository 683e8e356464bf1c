package ksim.core.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.cpu.Segment;
import ksim.core.encoding.CodeMode;

/**
 * The segments of snippets: flat ones with the selectors that Linux uses, and 16-bit ones that it
 * has not.
 */
final class SandboxDescriptors {
  private static final int KERNEL_CODE_32 = 0x08;
  private static final int KERNEL_CODE = 0x10;
  private static final int KERNEL_DATA = 0x18;
  private static final int USER_CODE_32 = 0x23;
  private static final int USER_DATA = 0x2b;
  private static final int USER_CODE = 0x33;
  private static final int KERNEL_CODE_16 = 0x60;
  private static final int KERNEL_DATA_16 = 0x68;
  private static final int USER_CODE_16 = 0x73;
  private static final int USER_DATA_16 = 0x7b;

  /** Present, code or data, accessed; the type in bits 1 to 3 and the privilege are added. */
  private static final int PRESENT = 0x91;

  private static final int DPL_3 = 0x60;
  private static final int CODE = 0x0a;
  private static final int DATA = 0x02;
  private static final int LONG = 0x2000;
  private static final int BIG = 0x4000;
  private static final int GRANULAR = 0x8000;
  private static final long FLAT = 0xffff_ffffL;
  private static final long SMALL = 0xffff;
  private static final int BYTES = 8;

  private static final Segment[] SEGMENTS = {
    segment(KERNEL_CODE_32, FLAT, CODE | BIG | GRANULAR),
    segment(KERNEL_CODE, FLAT, CODE | LONG | GRANULAR),
    segment(KERNEL_DATA, FLAT, DATA | BIG | GRANULAR),
    segment(USER_CODE_32, FLAT, CODE | BIG | GRANULAR),
    segment(USER_DATA, FLAT, DATA | BIG | GRANULAR),
    segment(USER_CODE, FLAT, CODE | LONG | GRANULAR),
    segment(KERNEL_CODE_16, SMALL, CODE),
    segment(KERNEL_DATA_16, SMALL, DATA),
    segment(USER_CODE_16, SMALL, CODE),
    segment(USER_DATA_16, SMALL, DATA),
  };

  private SandboxDescriptors() {}

  private static Segment segment(int selector, long limit, int attributes) {
    int privilege = (selector & 3) == 3 ? DPL_3 : 0;
    return new Segment(selector, 0, limit, PRESENT | privilege | attributes);
  }

  /** The code segment of a mode at a privilege level. */
  static Segment code(CodeMode mode, int ring) {
    boolean user = ring == 3;
    return bySelector(
        switch (mode) {
          case BITS_16 -> user ? USER_CODE_16 : KERNEL_CODE_16;
          case BITS_32 -> user ? USER_CODE_32 : KERNEL_CODE_32;
          case BITS_64 -> user ? USER_CODE : KERNEL_CODE;
        });
  }

  /** The stack and data segment of a mode at a privilege level. */
  static Segment data(CodeMode mode, int ring) {
    boolean user = ring == 3;
    return bySelector(
        mode == CodeMode.BITS_16
            ? (user ? USER_DATA_16 : KERNEL_DATA_16)
            : (user ? USER_DATA : KERNEL_DATA));
  }

  private static Segment bySelector(int selector) {
    for (Segment segment : SEGMENTS) {
      if (segment.selector() == selector) {
        return segment;
      }
    }
    throw new IllegalArgumentException("no segment has the selector " + selector);
  }

  /** The global descriptor table that holds them. */
  static byte[] table() {
    ByteBuffer table =
        ByteBuffer.allocate((USER_DATA_16 & ~7) + BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Segment segment : SEGMENTS) {
      boolean granular = (segment.attributes() & GRANULAR) != 0;
      long limit = granular ? segment.limit() >>> 12 : segment.limit();
      long high = (long) segment.attributes() << 40 | (limit & 0xf_0000) << 32;
      table.putLong(segment.selector() & ~7, high | (limit & 0xffff));
    }
    return table.array();
  }
}
