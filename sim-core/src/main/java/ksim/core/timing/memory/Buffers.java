package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * A number of equal buffers, each busy with one request at a time: line-fill buffers, the
 * superqueue, page walkers. Each remembers the last request that it served, so that requests may
 * come in another order than that of their times: one that was asked for later is in nobody's way.
 */
final class Buffers implements Persistent {
  /** By buffer when its last request asked, which may be long before it was served. */
  private final long[] wantedFrom;

  private final long[] busyUntil;
  private long fullCycles;

  /** The buffer that {@link #whenFree} found. */
  private int found;

  Buffers(int count) {
    wantedFrom = new long[count];
    busyUntil = new long[count];
  }

  /**
   * When a request gets a buffer; {@link #occupy} takes it.
   *
   * @param cycle when it asks
   * @return the same, or when the first buffer becomes free
   */
  long whenFree(long cycle) {
    long[] until = busyUntil;
    long[] wanted = wantedFrom;
    int oldest = 0;
    long earliest = until[0];
    boolean free = false;
    for (int i = 0; i < until.length; i++) {
      long busy = until[i];
      free |= busy <= cycle || wanted[i] > cycle;
      if (busy < earliest) {
        earliest = busy;
        oldest = i;
      }
    }
    found = oldest;
    return free ? cycle : earliest;
  }

  /** Whether at least so many buffers are free at a time. */
  boolean hasFree(int wanted, long cycle) {
    int free = 0;
    for (int i = 0; i < busyUntil.length; i++) {
      if (busyUntil[i] <= cycle || wantedFrom[i] > cycle) {
        free++;
      }
    }
    return free >= wanted;
  }

  /**
   * Takes the buffer that {@link #whenFree} has just found.
   *
   * @param asked when the request asked
   * @param from when it got the buffer
   * @param until when the buffer is free again
   */
  void occupy(long asked, long from, long until) {
    wantedFrom[found] = asked;
    busyUntil[found] = until;
    fullCycles += from - asked;
  }

  /** Cycles for which requests have waited for a buffer, all together. */
  long fullCycles() {
    return fullCycles;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, wantedFrom);
    SavedArrays.save(out, busyUntil);
    out.writeLong(fullCycles);
    out.writeInt(found);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, wantedFrom);
    SavedArrays.restore(in, busyUntil);
    fullCycles = in.readLong();
    found = in.readInt();
  }
}
