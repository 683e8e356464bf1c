package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * Port 0x80 of a PC: firmware shows there how far it has come; kernels write to it to wait about a
 * microsecond. It reads as what was written.
 */
public final class PostCodePort implements BytePortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0x80;

  private int code;

  @Override
  public int readByte(int offset) {
    return code;
  }

  @Override
  public void writeByte(int offset, int value) {
    code = value;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(code);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    code = in.readUnsignedByte();
  }
}
