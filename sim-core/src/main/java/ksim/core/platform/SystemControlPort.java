package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * Port 0x61 of a PC, "NMI status and control" in Intel's chip set data sheets: gate and output of
 * the speaker's counter, and the refresh clock. The speaker itself is not there: its data bit is
 * only kept.
 */
public final class SystemControlPort implements BytePortDevice, Persistent {
  /** The port. */
  public static final int PORT = 0x61;

  private static final int GATE = 1;
  private static final int WRITABLE = 0x0f;
  private static final int REFRESH_TOGGLE = 1 << 4;
  private static final int OUTPUT = 1 << 5;

  /** Pulses of the timer's clock between two refreshes: 15 microseconds. */
  private static final int REFRESH_PULSES = 18;

  private final Pit8254 timer;
  private int control;

  /**
   * @param timer whose counter 2 it controls
   */
  public SystemControlPort(Pit8254 timer) {
    this.timer = timer;
  }

  @Override
  public int readByte(int offset) {
    boolean refresh = (timer.pulses() / REFRESH_PULSES & 1) != 0;
    return control | (refresh ? REFRESH_TOGGLE : 0) | (timer.speakerOutput() ? OUTPUT : 0);
  }

  /** Bits 0-3 are gate, speaker data, and masks of memory and bus errors, which never happen. */
  @Override
  public void writeByte(int offset, int value) {
    control = value & WRITABLE;
    timer.setSpeakerGate((value & GATE) != 0);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(control);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    control = in.readUnsignedByte();
  }
}
