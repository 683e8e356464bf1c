package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/** The port at which Bochs, and QEMU once, switch the machine off: it takes the word "Shutdown". */
public final class ShutdownPort implements BytePortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0x8900;

  private static final String WORD = "Shutdown";

  private final Runnable off;
  private int matched;

  /**
   * @param off switches the machine off
   */
  public ShutdownPort(Runnable off) {
    this.off = off;
  }

  @Override
  public int readByte(int offset) {
    return 0xff;
  }

  @Override
  public void writeByte(int offset, int value) {
    if (value == WORD.charAt(matched)) {
      matched++;
    } else {
      matched = value == WORD.charAt(0) ? 1 : 0;
    }
    if (matched == WORD.length()) {
      matched = 0;
      off.run();
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(matched);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    matched = in.readUnsignedByte();
  }
}
