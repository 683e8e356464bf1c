package ksim.core.exec;

import java.util.Optional;

/**
 * What the running CPU obeys at the end of each block: how far it may run, and whether the run is
 * over. Events, interrupts and stops all reach it by bringing the deadline nearer.
 */
public final class RunControl {
  /** Local time at which the running CPU leaves its inner loop, in core cycles. */
  long deadlineCycles;

  /** Value of {@link #endAddress} where there is no such address: it is not canonical. */
  private static final long NOWHERE = 1L << 62;

  private long sliceEndCycles;
  private long instructionLimit = Long.MAX_VALUE;
  private long endAddress = NOWHERE;
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

  /**
   * Ends the run when a CPU has executed so many instructions since the machine was switched on.
   * Until then blocks are run one by one.
   */
  public void limitInstructions(long total) {
    instructionLimit = total;
  }

  /** Ends the run before an instruction is fetched from an address. */
  public void endAt(long linear) {
    endAddress = linear;
  }

  /** Whether the run ends at an address. */
  boolean endsAt(long linear) {
    return linear == endAddress;
  }

  /** Whether instructions are counted. */
  boolean countsInstructions() {
    return instructionLimit != Long.MAX_VALUE;
  }

  /** The largest number of instructions that a CPU may have executed. */
  long instructionLimit() {
    return instructionLimit;
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

  /** When the running CPU leaves its inner loop, in core cycles. */
  long deadlineCycles() {
    return deadlineCycles;
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
