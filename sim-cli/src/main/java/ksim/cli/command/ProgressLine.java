package ksim.cli.command;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import ksim.sched.scenario.Progress;

/**
 * One line on a terminal that says how far the simulation is: simulated cycles, millions of guest
 * instructions a second of wall time, and the time spent. It appears after two seconds. Safe for
 * use by several threads.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final long NANOS = 1_000_000_000L;
  private static final long QUIET_NANOS = 2 * NANOS;
  private static final long INTERVAL_NANOS = NANOS / 5;

  private final PrintStream terminal;
  private final boolean enabled;
  private final long startNanos = System.nanoTime();
  private final Map<String, Long> instructionsByRun = new HashMap<>();
  private long shownNanos;
  private boolean visible;

  /**
   * @param terminal where the line appears
   * @param enabled whether it does
   */
  ProgressLine(PrintStream terminal, boolean enabled) {
    this.terminal = terminal;
    this.enabled = enabled;
  }

  @Override
  public synchronized void report(String scenario, String design, long cycles, long instructions) {
    if (!enabled) {
      return;
    }
    instructionsByRun.put(scenario + "\n" + design, instructions);
    long elapsed = System.nanoTime() - startNanos;
    if (elapsed < QUIET_NANOS || elapsed - shownNanos < INTERVAL_NANOS) {
      return;
    }
    shownNanos = elapsed;
    double seconds = elapsed / (double) NANOS;
    double total = instructionsByRun.values().stream().mapToLong(Long::longValue).sum();
    String run = design.isEmpty() ? scenario : scenario + ", " + design;
    terminal.printf(
        Locale.ROOT,
        "\r\u001b[K%s: %,.1f million cycles, %.0f MIPS, %.0f s",
        run,
        cycles / 1e6,
        total / 1e6 / seconds,
        seconds);
    terminal.flush();
    visible = true;
  }

  /** Takes the line away, so that something else can be printed. */
  synchronized void clear() {
    if (visible) {
      terminal.print("\r\u001b[K");
      terminal.flush();
      visible = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
