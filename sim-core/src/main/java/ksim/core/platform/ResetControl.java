package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The reset control register of Intel's south bridges at port 0xcf9 (Intel 82371SB data sheet,
 * section 2.5.4): setting bit 2 resets, by bit 1 the whole system or the processor alone.
 */
public final class ResetControl implements BytePortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0xcf9;

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
  public int readByte(int offset) {
    return value;
  }

  @Override
  public void writeByte(int offset, int written) {
    boolean rises = (written & ~value & RESET_CPU) != 0;
    value = written & WRITABLE;
    if (rises) {
      reset.run();
    }
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
