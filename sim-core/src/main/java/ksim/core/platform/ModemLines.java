package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The modem control outputs and status inputs of a 16550. The far end is always there and ready:
 * CTS, DSR and DCD are asserted, RI is not. In loopback the inputs are the chip's own outputs.
 */
final class ModemLines implements Persistent {
  static final int OUT2 = 1 << 3;
  static final int LOOPBACK = 1 << 4;

  private static final int CLEAR_TO_SEND = 1 << 4;
  private static final int DATA_SET_READY = 1 << 5;
  private static final int RING = 1 << 6;
  private static final int CARRIER = 1 << 7;
  private static final int READY = CLEAR_TO_SEND | DATA_SET_READY | CARRIER;

  private int control;
  private int status = READY;

  int control() {
    return control;
  }

  boolean loopback() {
    return (control & LOOPBACK) != 0;
  }

  /** Writes the modem control register. */
  void write(int value) {
    control = value;
    int inputs = loopback() ? outputsAsInputs() : READY;
    int changed = (status ^ inputs) & 0xf0;
    boolean ringEnds = (changed & RING) != 0 && (inputs & RING) == 0;
    int deltas = (changed & ~RING) >>> 4 | (ringEnds ? RING >>> 4 : 0);
    status = inputs | (status & 0xf) | deltas;
  }

  /** Whether an input has changed since the status was read. */
  boolean changed() {
    return (status & 0xf) != 0;
  }

  /** Reads the modem status register, which forgets the changes. */
  int read() {
    int value = status;
    status &= 0xf0;
    return value;
  }

  private int outputsAsInputs() {
    return ((control & 2) != 0 ? CLEAR_TO_SEND : 0)
        | ((control & 1) != 0 ? DATA_SET_READY : 0)
        | ((control & 4) != 0 ? RING : 0)
        | ((control & OUT2) != 0 ? CARRIER : 0);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(control);
    out.writeByte(status);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    control = in.readUnsignedByte();
    status = in.readUnsignedByte();
  }
}
