package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import ksim.mmu.Persistent;

/**
 * The far end of a serial line: bytes that somebody types, and that have not reached the receiver
 * yet. They wait here as long as the receiver has no room, as with flow control.
 */
public final class SerialInput implements Persistent {
  private final Queue<Byte> waiting = new ArrayDeque<>();
  private Runnable arrival = () -> {};

  /** Types a byte. */
  public void receive(byte value) {
    waiting.add(value);
    arrival.run();
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Connects the receiver.
   *
   * @param arrival called each time a byte has been typed
   */
  void connect(Runnable arrival) {
    this.arrival = arrival;
  }

  /** Takes the next byte, 0 to 255; there must be one. */
  int take() {
    return Byte.toUnsignedInt(waiting.remove());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(waiting.size());
    for (byte value : waiting) {
      out.writeByte(value);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    waiting.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      waiting.add(in.readByte());
    }
  }
}
