package ksim.core.platform;

import java.util.function.LongConsumer;

/**
 * A port through which the guest ends the run, like QEMU's {@code isa-debug-exit}. It reads as
 * zero.
 */
public final class DebugExit implements PortDevice {
  /** The port that machines place it at. */
  public static final int PORT = 0xf4;

  private final LongConsumer exit;

  /**
   * @param exit receives the value that the guest writes
   */
  public DebugExit(LongConsumer exit) {
    this.exit = exit;
  }

  @Override
  public long read(int offset, int bytes) {
    return 0;
  }

  @Override
  public void write(int offset, int bytes, long value) {
    exit.accept(value);
  }
}
