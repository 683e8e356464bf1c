package ksim.cli.boot;

import java.io.PrintStream;

/**
 * Where the guest's serial output goes: byte for byte, collected until somebody flushes it or the
 * buffer is full.
 */
public final class GuestConsole {
  private static final int BUFFER_BYTES = 8192;

  private final PrintStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;
  private long written;
  private boolean closed;

  /**
   * @param out receives the bytes
   */
  public GuestConsole(PrintStream out) {
    this.out = out;
  }

  /**
   * The guest has sent a byte.
   *
   * @param value 0 to 255
   */
  public void accept(int value) {
    buffer[used++] = (byte) value;
    written++;
    if (used == BUFFER_BYTES) {
      flush();
    }
  }

  /** Whether something waits to be flushed. */
  public boolean isDirty() {
    return used > 0;
  }

  /** Number of bytes that the guest has sent. */
  public long written() {
    return written;
  }

  /** Passes on what has been collected. */
  public void flush() {
    if (used > 0) {
      out.write(buffer, 0, used);
      used = 0;
      closed |= out.checkError(); // which flushes
    }
  }

  /** Whether nothing can be written any more: the stream has failed, as a closed pipe does. */
  public boolean isClosed() {
    return closed;
  }
}
