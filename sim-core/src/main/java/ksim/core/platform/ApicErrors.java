package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/** The error status register of a local APIC (Intel SDM volume 3, section 11.5.3). */
final class ApicErrors implements Persistent {
  static final int SEND_ILLEGAL_VECTOR = 1 << 5;
  static final int RECEIVE_ILLEGAL_VECTOR = 1 << 6;
  static final int ILLEGAL_REGISTER = 1 << 7;

  private int collected;
  private int visible;

  /**
   * Records an error.
   *
   * @return whether it is the first of its kind since the last {@link #publish}
   */
  boolean raise(int error) {
    boolean first = (collected & error) == 0;
    collected |= error;
    return first;
  }

  /** What a write to the register does: shows the errors collected since the last write. */
  void publish() {
    visible = collected;
    collected = 0;
  }

  int visible() {
    return visible;
  }

  /** What reset does. */
  void clear() {
    collected = 0;
    visible = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(collected);
    out.writeInt(visible);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    collected = in.readInt();
    visible = in.readInt();
  }
}
