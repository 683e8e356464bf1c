package ksim.cli.boot;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import ksim.core.machine.Machine;

/**
 * A line on a terminal that says how far a boot is: simulated cycles and instructions, and millions
 * of instructions in a second of the host. It appears after two seconds and is renewed twice a
 * second.
 */
public final class BootProgress implements AutoCloseable {
  private static final long NANOS = 1_000_000_000L;
  private static final long QUIET_NANOS = 2 * NANOS;
  private static final long INTERVAL_NANOS = NANOS / 2;

  private final PrintStream terminal;
  private final boolean enabled;
  private final LongSupplier clock;
  private final long startNanos;
  private long shownNanos;
  private long shownInstructions;
  private boolean visible;

  /**
   * @param terminal where the line appears
   * @param enabled whether it does
   * @param clock the wall time in nanoseconds
   */
  public BootProgress(PrintStream terminal, boolean enabled, LongSupplier clock) {
    this.terminal = terminal;
    this.enabled = enabled;
    this.clock = clock;
    this.startNanos = clock.getAsLong();
  }

  /** The boot has come so far. */
  public void update(Machine machine) {
    long elapsed = clock.getAsLong() - startNanos;
    if (!enabled || elapsed < QUIET_NANOS || elapsed - shownNanos < INTERVAL_NANOS) {
      return;
    }
    long instructions = machine.instructions();
    double millions = (instructions - shownInstructions) * 1e3 / Math.max(1, elapsed - shownNanos);
    terminal.print(
        String.format(
            Locale.ROOT,
            "\r\u001b[K%,d million cycles, %,d million instructions, %.0f MIPS, %d s",
            machine.elapsedCycles() / 1_000_000,
            instructions / 1_000_000,
            millions,
            elapsed / NANOS));
    terminal.flush();
    shownNanos = elapsed;
    shownInstructions = instructions;
    visible = true;
  }

  /** Takes the line away, so that something else can be printed. */
  @Override
  public void close() {
    if (visible) {
      terminal.print("\r\u001b[K");
      terminal.flush();
      visible = false;
    }
  }
}
