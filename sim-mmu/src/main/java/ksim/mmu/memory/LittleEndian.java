package ksim.mmu.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian integers in byte arrays, at any alignment. */
public final class LittleEndian {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** The byte at an offset, zero-extended. */
  public static long get8(byte[] bytes, int offset) {
    return bytes[offset] & 0xffL;
  }

  /** The two bytes at an offset, zero-extended. */
  public static long get16(byte[] bytes, int offset) {
    return (short) SHORT.get(bytes, offset) & 0xffffL;
  }

  /** The four bytes at an offset, zero-extended. */
  public static long get32(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset) & 0xffff_ffffL;
  }

  /** The eight bytes at an offset. */
  public static long get64(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** Stores the low byte of a value. */
  public static void put8(byte[] bytes, int offset, long value) {
    bytes[offset] = (byte) value;
  }

  /** Stores the low two bytes of a value. */
  public static void put16(byte[] bytes, int offset, long value) {
    SHORT.set(bytes, offset, (short) value);
  }

  /** Stores the low four bytes of a value. */
  public static void put32(byte[] bytes, int offset, long value) {
    INT.set(bytes, offset, (int) value);
  }

  /** Stores a value of eight bytes. */
  public static void put64(byte[] bytes, int offset, long value) {
    LONG.set(bytes, offset, value);
  }

  /**
   * The integer of a given width at an offset, zero-extended.
   *
   * @param width number of bytes, 1 to 8
   */
  public static long get(byte[] bytes, int offset, int width) {
    return switch (width) {
      case 1 -> get8(bytes, offset);
      case 2 -> get16(bytes, offset);
      case 4 -> get32(bytes, offset);
      case 8 -> get64(bytes, offset);
      default -> getOddWidth(bytes, offset, width);
    };
  }

  /**
   * Stores the low bytes of a value.
   *
   * @param width number of bytes, 1 to 8
   */
  public static void put(byte[] bytes, int offset, int width, long value) {
    switch (width) {
      case 1 -> put8(bytes, offset, value);
      case 2 -> put16(bytes, offset, value);
      case 4 -> put32(bytes, offset, value);
      case 8 -> put64(bytes, offset, value);
      default -> putOddWidth(bytes, offset, width, value);
    }
  }

  private static long getOddWidth(byte[] bytes, int offset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= get8(bytes, offset + i) << (8 * i);
    }
    return value;
  }

  private static void putOddWidth(byte[] bytes, int offset, int width, long value) {
    for (int i = 0; i < width; i++) {
      put8(bytes, offset + i, value >>> (8 * i));
    }
  }
}
