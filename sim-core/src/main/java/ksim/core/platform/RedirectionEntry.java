package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * An entry of the redirection table of an I/O APIC (Intel 82093AA data sheet, section 3.2.4): what
 * becomes of an input.
 */
final class RedirectionEntry implements Persistent {
  private static final int LOGICAL = 1 << 11;
  private static final int REMOTE_REQUEST = 1 << 14;
  private static final int LEVEL_TRIGGERED = 1 << 15;
  private static final int MASKED = 1 << 16;

  /**
   * Bits 16-0 but those that only the hardware changes: delivery status, which is always idle, and
   * remote IRR.
   */
  private static final int LOW_WRITABLE = 0x1_afff;

  /** Bits 63-56: the destination. */
  private static final int HIGH_WRITABLE = 0xff00_0000;

  private int low = MASKED;
  private int high;

  boolean masked() {
    return (low & MASKED) != 0;
  }

  /** Only interrupts with a vector can be level-triggered; others are edges whatever is written. */
  boolean levelTriggered() {
    return (low & LEVEL_TRIGGERED) != 0 && mode().hasVector();
  }

  private DeliveryMode mode() {
    return DeliveryMode.of(low >>> 8);
  }

  /** Whether a level-triggered interrupt has been sent and is not dealt with yet (remote IRR). */
  boolean remoteRequest() {
    return (low & REMOTE_REQUEST) != 0;
  }

  void setRemoteRequest() {
    low |= REMOTE_REQUEST;
  }

  /** An end of interrupt: clears the remote IRR; false if it is not this entry's. */
  boolean endOfInterrupt(int vector) {
    boolean mine = levelTriggered() && (low & 0xff) == vector;
    if (mine) {
      low &= ~REMOTE_REQUEST;
    }
    return mine;
  }

  /** What is sent. */
  InterruptMessage message() {
    return new InterruptMessage(
        mode(), low & 0xff, levelTriggered(), Destination.of((low & LOGICAL) != 0, high >>> 24));
  }

  int read(boolean upperHalf) {
    return upperHalf ? high : low;
  }

  /** Writes half of it; an entry that becomes edge-triggered has no remote IRR. */
  void write(boolean upperHalf, int value) {
    if (upperHalf) {
      high = value & HIGH_WRITABLE;
      return;
    }
    low = (low & ~LOW_WRITABLE) | (value & LOW_WRITABLE);
    if (!levelTriggered()) {
      low &= ~REMOTE_REQUEST;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(low);
    out.writeInt(high);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    low = in.readInt();
    high = in.readInt();
  }
}
