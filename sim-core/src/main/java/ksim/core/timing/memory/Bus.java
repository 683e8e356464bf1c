package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * A path that carries one line at a time: time is divided into periods of the length of one
 * transfer, and each period serves one request, the first that takes it. So bandwidth is exact over
 * a few transfers, whatever the order in which requests come.
 */
final class Bus implements Persistent {
  /** Periods remembered; a request that finds as many taken in a row goes ahead as it is. */
  private static final int WINDOW = 1024;

  private final int period;

  /** By period number modulo the window the period that is taken. */
  private final long[] taken = new long[WINDOW];

  /**
   * @param period core cycles for which a transfer occupies the path, at least 1
   */
  Bus(int period) {
    if (period < 1) {
      throw new IllegalArgumentException("period of " + period + " cycles");
    }
    this.period = period;
    Arrays.fill(taken, -1);
  }

  /**
   * Transfers a line.
   *
   * @param cycle when it is ready to go
   * @return when it goes: the same, or as many periods later as were taken
   */
  long transfer(long cycle) {
    long wanted = cycle / period;
    long given = wanted;
    while (taken[(int) given & WINDOW - 1] == given && given < wanted + WINDOW) {
      given++;
    }
    taken[(int) given & WINDOW - 1] = given;
    return given == wanted ? cycle : given * period;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, taken);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, taken);
  }
}
