package ksim.core.platform;

/** The configuration space of one PCI function: 64 registers of 32 bits. */
public interface PciFunction {
  /**
   * Reads a register.
   *
   * @param register offset in bytes, 0 to 252, a multiple of 4
   */
  int read(int register);

  /**
   * Writes bits of a register.
   *
   * @param register offset in bytes, 0 to 252, a multiple of 4
   * @param value the bits
   * @param lanes which of them are written
   */
  void write(int register, int value, int lanes);
}
