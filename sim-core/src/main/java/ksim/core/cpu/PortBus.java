package ksim.core.cpu;

/** The I/O port space. */
public interface PortBus {
  /**
   * Reads a port.
   *
   * @param port 0 to 0xffff
   * @param bytes width of the access: 1, 2 or 4
   * @return the value, zero-extended; all ones where there is no device
   */
  long read(int port, int bytes);

  /**
   * Writes a port.
   *
   * @param port 0 to 0xffff
   * @param bytes width of the access: 1, 2 or 4
   * @param value the value, its upper bits ignored
   */
  void write(int port, int bytes, long value);
}
