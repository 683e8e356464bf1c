package ksim.cli.command;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that says how far the simulation is: runs that have ended, simulated
 * cycles and millions of guest instructions a second of wall time over all runs, the time spent,
 * and which runs are under way as far as they fit. It appears after two seconds. Safe for use by
 * several threads.
 */
final class ProgressLine implements AutoCloseable {
  private static final long NANOS = 1_000_000_000L;
  private static final long QUIET_NANOS = 2 * NANOS;
  private static final long INTERVAL_NANOS = NANOS / 5;

  private final PrintStream terminal;
  private final boolean enabled;
  private final LongSupplier clock;
  private final IntSupplier columns;
  private final long startNanos;
  private final Map<String, Counts> underWay = new LinkedHashMap<>();
  private Counts ended = Counts.NONE;
  private int endedRuns;
  private int expectedRuns;
  private long shownNanos;
  private boolean visible;

  /**
   * @param terminal where the line appears
   * @param enabled whether it does
   */
  ProgressLine(PrintStream terminal, boolean enabled) {
    this(terminal, enabled, System::nanoTime, new TerminalWidth()::columns);
  }

  /**
   * @param clock the wall time in nanoseconds
   * @param columns width of the terminal
   */
  ProgressLine(PrintStream terminal, boolean enabled, LongSupplier clock, IntSupplier columns) {
    this.terminal = terminal;
    this.enabled = enabled;
    this.clock = clock;
    this.columns = columns;
    this.startNanos = clock.getAsLong();
  }

  /** So many runs are to come, beside those that were said to come before. */
  synchronized void expect(int runs) {
    expectedRuns += runs;
  }

  /** A run has begun. */
  synchronized void begun(String run) {
    underWay.put(run, Counts.NONE);
  }

  /** A run has come so far: cycles and instructions since its start. */
  synchronized void advanced(String run, long cycles, long instructions) {
    underWay.put(run, new Counts(cycles, instructions));
    show();
  }

  /** A run has ended, one way or the other. */
  synchronized void ended(String run) {
    Counts counts = underWay.remove(run);
    ended = ended.plus(counts == null ? Counts.NONE : counts);
    endedRuns++;
    show();
  }

  private void show() {
    long elapsed = clock.getAsLong() - startNanos;
    if (!enabled || elapsed < QUIET_NANOS || elapsed - shownNanos < INTERVAL_NANOS) {
      return;
    }
    shownNanos = elapsed;
    terminal.print("\r\u001b[K" + line(elapsed / (double) NANOS));
    terminal.flush();
    visible = true;
  }

  private String line(double seconds) {
    Counts total = underWay.values().stream().reduce(ended, Counts::plus);
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%,d of %,d runs, %,.0f million cycles, %.0f MIPS, %.0f s",
                endedRuns,
                expectedRuns,
                total.cycles() / 1e6,
                total.instructions() / 1e6 / seconds,
                seconds));
    // The last column stays free: a terminal would wrap there, and the line could not be cleared.
    int width = Math.max(1, columns.getAsInt() - 1);
    String separator = ": ";
    for (String run : underWay.keySet()) {
      if (line.length() + separator.length() + run.length() > width) {
        break;
      }
      line.append(separator).append(run);
      separator = "; ";
    }
    return line.substring(0, Math.min(line.length(), width));
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

  private record Counts(long cycles, long instructions) {
    private static final Counts NONE = new Counts(0, 0);

    private Counts plus(Counts other) {
      return new Counts(cycles + other.cycles, instructions + other.instructions);
    }
  }
}
