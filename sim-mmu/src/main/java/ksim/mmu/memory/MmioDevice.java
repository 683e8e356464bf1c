package ksim.mmu.memory;

/** A device that answers to a range of physical addresses. It sees offsets into its range only. */
public interface MmioDevice {
  /**
   * Reads a register.
   *
   * @param offset byte offset into the device's range
   * @param bytes width of the access: 1, 2, 4 or 8
   * @return the value, its upper bits ignored
   */
  long read(long offset, int bytes);

  /**
   * Writes a register.
   *
   * @param offset byte offset into the device's range
   * @param bytes width of the access: 1, 2, 4 or 8
   * @param value the value, its upper bits ignored
   */
  void write(long offset, int bytes, long value);
}
