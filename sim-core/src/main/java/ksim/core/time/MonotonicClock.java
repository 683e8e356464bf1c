package ksim.core.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The time as devices have it that several CPUs use: it never goes back. CPUs take turns, and one
 * may be a quantum behind another that has already read a counter and told it of the value; it must
 * not read an earlier one.
 */
public final class MonotonicClock implements Clock, Persistent {
  private final Clock clock;
  private long latestCycles;

  /**
   * @param clock the time of whoever asks
   */
  public MonotonicClock(Clock clock) {
    this.clock = clock;
  }

  @Override
  public long cycles() {
    latestCycles = Math.max(latestCycles, clock.cycles());
    return latestCycles;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(latestCycles);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    latestCycles = in.readLong();
  }
}
