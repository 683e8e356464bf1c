package ksim.sched.scenario;

import java.util.Arrays;

/**
 * Measures the longest time that a CPU runs with interrupts disabled. Counting starts on each CPU
 * when it enables interrupts for the first time: booting does not count.
 */
final class InterruptOffMeter {
  private static final long ENABLED = -1;
  private static final long BOOTING = -2;

  private final long[] disabledSince;
  private long maxCycles;

  InterruptOffMeter(int cpus) {
    disabledSince = new long[cpus];
    Arrays.fill(disabledSince, BOOTING);
  }

  /** RFLAGS.IF of a CPU has changed at {@code cycles} of its local time. */
  void changed(int cpu, long cycles, boolean enabled) {
    if (enabled) {
      if (disabledSince[cpu] >= 0) {
        maxCycles = Math.max(maxCycles, cycles - disabledSince[cpu]);
      }
      disabledSince[cpu] = ENABLED;
    } else if (disabledSince[cpu] == ENABLED) {
      disabledSince[cpu] = cycles;
    }
  }

  /** The longest such time so far, in core cycles. */
  long maxCycles() {
    return maxCycles;
  }
}
