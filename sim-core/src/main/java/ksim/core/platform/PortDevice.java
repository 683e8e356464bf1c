package ksim.core.platform;

/** A device that answers to a range of I/O ports. It sees offsets into its range only. */
public interface PortDevice {
  /**
   * Reads a register.
   *
   * @param offset offset of the port into the device's range
   * @param bytes width of the access: 1, 2 or 4
   * @return the value, zero-extended
   */
  long read(int offset, int bytes);

  /**
   * Writes a register.
   *
   * @param offset offset of the port into the device's range
   * @param bytes width of the access: 1, 2 or 4
   * @param value the value, its upper bits ignored
   */
  void write(int offset, int bytes, long value);
}
