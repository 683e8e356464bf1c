package ksim.core.platform;

/**
 * A device on an eight-bit bus, as the old ones of a PC are: a wider access reaches it as accesses
 * to consecutive ports, the lowest first.
 */
public interface BytePortDevice extends PortDevice {
  /**
   * Reads a register.
   *
   * @param offset offset of the port into the device's range
   * @return the value, 0 to 255
   */
  int readByte(int offset);

  /**
   * Writes a register.
   *
   * @param offset offset of the port into the device's range
   * @param value the value, 0 to 255
   */
  void writeByte(int offset, int value);

  @Override
  default long read(int offset, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) readByte(offset + i) << (Byte.SIZE * i);
    }
    return value;
  }

  @Override
  default void write(int offset, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      writeByte(offset + i, (int) (value >>> (Byte.SIZE * i)) & 0xff);
    }
  }
}
