package ksim.core.compile;

import ksim.core.cpu.Cpu;
import ksim.core.timing.CoreTiming;

/**
 * What compiled code works with, beside its blocks.
 *
 * @param cpu whose code it is
 * @param timing told of each block executed
 * @param deadline when the loop is left
 * @param interruption takes what an operation has thrown
 */
public record Surroundings(
    Cpu cpu, CoreTiming timing, Deadline deadline, Interruption interruption) {
  /** The local time at which the running CPU leaves its loop. */
  @FunctionalInterface
  public interface Deadline {
    /** In core cycles; it may change whenever an operation executes. */
    long deadlineCycles();
  }

  /** Keeps what has interrupted a region until the region is left. */
  public interface Interruption {
    /** An operation has thrown. */
    void caught(RuntimeException thrown);

    /** A block's code has changed; its next operation is not executed. */
    void abandoned();
  }
}
