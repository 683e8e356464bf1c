package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.Persistent;

/**
 * Port 0x92 of a PC (IBM PS/2 Hardware Interface Technical Reference, "System Control Port A"): bit
 * 0 resets the processor when it is set, bit 1 is the A20 gate, which must stay open.
 */
public final class SystemControlPortA implements BytePortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0x92;

  private static final int RESET = 1;
  private static final int A20 = 1 << 1;
  private static final int WRITABLE = RESET | A20;

  private final Runnable reset;
  private int value = A20;

  /**
   * @param reset resets the machine
   */
  public SystemControlPortA(Runnable reset) {
    this.reset = reset;
  }

  @Override
  public int readByte(int offset) {
    return value;
  }

  @Override
  public void writeByte(int offset, int written) {
    boolean resets = (written & ~value & RESET) != 0;
    value = written & WRITABLE;
    if (resets) {
      reset.run();
    } else if ((value & A20) == 0) {
      throw new UnimplementedException("closing the A20 gate by port 0x92");
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
