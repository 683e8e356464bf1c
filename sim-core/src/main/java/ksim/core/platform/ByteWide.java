package ksim.core.platform;

/**
 * Byte-wide registers on the port bus: a wider access is one to each port in turn, from the lowest
 * upwards, as the bus splits it.
 *
 * @param device has registers of one byte
 */
record ByteWide(PortDevice device) implements PortDevice {
  @Override
  public long read(int offset, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (device.read(offset + i, 1) & 0xff) << (Byte.SIZE * i);
    }
    return value;
  }

  @Override
  public void write(int offset, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      device.write(offset + i, 1, value >>> (Byte.SIZE * i) & 0xff);
    }
  }
}
