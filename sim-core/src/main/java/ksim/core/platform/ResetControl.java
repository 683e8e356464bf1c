package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The reset control register of Intel's south bridges at port 0xcf9 (Intel 82371SB data sheet,
 * section 2.5.4): setting bit 2 resets, by bit 1 the whole system or the processor alone. It lies
 * beneath the address register of PCI and takes accesses of one byte only.
 */
public final class ResetControl implements PortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0xcf9;

  /** First of the ports around it that it keeps others away from. */
  public static final int BASE = 0xcf8;

  /** Number of ports. */
  public static final int PORTS = 4;

  /** What resets the whole system. */
  public static final int SYSTEM_RESET = 0x06;

  private static final int RESET_CPU = 1 << 2;
  private static final int WRITABLE = 0x06;

  private final Runnable reset;
  private int value;

  /**
   * @param reset resets the machine
   */
  public ResetControl(Runnable reset) {
    this.reset = reset;
  }

  @Override
  public long read(int offset, int bytes) {
    return isRegister(offset, bytes) ? value : -1;
  }

  @Override
  public void write(int offset, int bytes, long written) {
    if (isRegister(offset, bytes)) {
      boolean rises = (written & ~value & RESET_CPU) != 0;
      value = (int) written & WRITABLE;
      if (rises) {
        reset.run();
      }
    }
  }

  private static boolean isRegister(int offset, int bytes) {
    return BASE + offset == PORT && bytes == 1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(value);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    value = in.readUnsignedByte();
  }
}
