package ksim.core.exec;

import java.util.Optional;

/**
 * What the running CPU obeys at the end of each block: how far it may run, and whether the run is
 * over. Events, interrupts and stops all reach it by bringing the deadline nearer.
 */
public final class RunControl {
  /** Local time at which the running CPU leaves its inner loop, in core cycles. */
  long deadlineCycles;

  private long sliceEndCycles;
  private Optional<Stop> stop = Optional.empty();

  /** Lets the next CPU run until a time. */
  public void beginSlice(long endCycles) {
    sliceEndCycles = endCycles;
    resume();
  }

  /** Ends the slice at a time, if it would otherwise run past it. */
  public void shortenSlice(long cycles) {
    sliceEndCycles = Math.min(sliceEndCycles, cycles);
    deadlineCycles = Math.min(deadlineCycles, cycles);
  }

  /** Makes the running CPU look for interrupts at the end of its block. */
  public void attend() {
    deadlineCycles = Long.MIN_VALUE;
  }

  /** Ends the run at the end of the block; the first reason given stands. */
  public void stop(Stop reason) {
    if (stop.isEmpty()) {
      stop = Optional.of(reason);
    }
    shortenSlice(Long.MIN_VALUE);
  }

  /** Whether the run is over. */
  public boolean stopped() {
    return stop.isPresent();
  }

  /** Takes the reason for the stop, so that another run can follow. */
  public Optional<Stop> takeStop() {
    Optional<Stop> taken = stop;
    stop = Optional.empty();
    return taken;
  }

  /** When the slice ends, in core cycles. */
  long sliceEndCycles() {
    return sliceEndCycles;
  }

  /** Lets the inner loop run to the end of the slice again. */
  void resume() {
    deadlineCycles = sliceEndCycles;
  }
}
