package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import ksim.mmu.Persistent;

/** The receiver of a 16550: a FIFO of 16 characters, or a single register as in a 16450. */
final class UartReceiver implements Persistent {
  private static final int FIFO_DEPTH = 16;
  private static final int[] TRIGGER_LEVELS = {1, 4, 8, 14};

  private final Deque<Integer> characters = new ArrayDeque<>();
  private boolean fifo;
  private int trigger = 1;
  private boolean overrun;
  private int last;

  /**
   * Chooses FIFO or 16450 mode; a change clears the receiver.
   *
   * @param code trigger level as bits 6-7 of the FIFO control register give it
   */
  void configure(boolean fifo, int code) {
    if (fifo != this.fifo) {
      characters.clear();
    }
    this.fifo = fifo;
    trigger = fifo ? TRIGGER_LEVELS[code] : 1;
  }

  void clear() {
    characters.clear();
  }

  boolean fifo() {
    return fifo;
  }

  boolean isEmpty() {
    return characters.isEmpty();
  }

  boolean hasRoom() {
    return characters.size() < depth();
  }

  /** Whether enough characters are there for the received-data interrupt. */
  boolean reachedTrigger() {
    return characters.size() >= trigger;
  }

  /** A character arrives. Without room the FIFO loses it; the single register is overwritten. */
  void accept(int character) {
    if (!hasRoom()) {
      overrun = true;
      if (fifo) {
        return;
      }
      characters.clear();
    }
    characters.add(character);
  }

  /** The next character; the last one again if there is none. */
  int take() {
    if (!characters.isEmpty()) {
      last = characters.remove();
    }
    return last;
  }

  boolean overrun() {
    return overrun;
  }

  void clearOverrun() {
    overrun = false;
  }

  private int depth() {
    return fifo ? FIFO_DEPTH : 1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeBoolean(fifo);
    out.writeByte(trigger);
    out.writeBoolean(overrun);
    out.writeByte(last);
    out.writeByte(characters.size());
    for (int character : characters) {
      out.writeByte(character);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    fifo = in.readBoolean();
    trigger = in.readUnsignedByte();
    overrun = in.readBoolean();
    last = in.readUnsignedByte();
    characters.clear();
    int count = in.readUnsignedByte();
    for (int i = 0; i < count; i++) {
      characters.add(in.readUnsignedByte());
    }
  }
}
