package ksim.cli.boot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM. Java begins to shut down, and waits here until the simulation has come to a
 * clean end; the process then exits with 128 and the number of the signal, 130 or 143. A simulation
 * that does not end within two seconds is abandoned.
 */
public final class Interruption {
  private static final long PATIENCE_SECONDS = 2;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile TerminalMode terminal = TerminalMode.unchanged();
  private volatile boolean requested;

  /** An interruption that never comes unless {@link #request} is called. */
  public Interruption() {}

  /**
   * Begins to listen for signals.
   *
   * @param mode is set back if the simulation is abandoned
   */
  public void listen(TerminalMode mode) {
    terminal = mode;
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "interruption"));
  }

  private void shutDown() {
    request();
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        terminal.restore();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for the end. */
  public void request() {
    requested = true;
  }

  /** Whether the simulation has been asked to end. */
  public boolean requested() {
    return requested;
  }

  /** Everything has been said: the process may end. */
  public void finished() {
    over.countDown();
  }
}
