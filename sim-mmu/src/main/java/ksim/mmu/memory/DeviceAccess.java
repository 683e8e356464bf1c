package ksim.mmu.memory;

/**
 * An access of a CPU to a device, as it was made.
 *
 * @param device name of the device
 * @param space where the address lies
 * @param address port number or physical address
 * @param offset offset into the device's range
 * @param bytes width of the access
 * @param write whether the CPU wrote
 * @param value what was written or read, zero-extended
 */
public record DeviceAccess(
    String device, Space space, long address, long offset, int bytes, boolean write, long value) {

  /** The two address spaces of a PC. */
  public enum Space {
    /** The I/O ports. */
    PORT,
    /** Physical memory. */
    MEMORY
  }

  /** Told of accesses to devices. */
  @FunctionalInterface
  public interface Listener {
    /** Listens to nothing. */
    Listener NONE = access -> {};

    /** An access has been made; a read knows its value. A write is told before it takes effect. */
    void accessed(DeviceAccess access);
  }
}
