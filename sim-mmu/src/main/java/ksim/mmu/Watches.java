package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Ranges of linear memory whose data accesses someone wants to notice. Accesses that fault do not
 * count. It costs nothing while there are none.
 */
public final class Watches implements Persistent {
  private final Runnable changed;
  private List<Watch> ranges = List.of();
  private Runnable listener = () -> {};

  /** A bit for each of the ranges that an access has hit. */
  private int hits;

  /**
   * @param changed to be called when other ranges are watched
   */
  Watches(Runnable changed) {
    this.changed = changed;
  }

  /**
   * Notices data accesses to ranges from now on, in place of those before.
   *
   * @param watched at most 32
   */
  public void set(List<Watch> watched) {
    ranges = List.copyOf(watched);
    hits = 0;
    changed.run();
  }

  /** Tells someone of each hit, in the middle of the instruction that makes it. */
  public void listen(Runnable told) {
    listener = told;
  }

  /** The ranges accessed since the last call: bit n for the range of index n. */
  public int takeHits() {
    int taken = hits;
    hits = 0;
    return taken;
  }

  /** Whether {@link #takeHits} would answer any. */
  public boolean isHit() {
    return hits != 0;
  }

  void notice(long linear, int bytes, boolean write) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).isHit(linear, bytes, write)) {
        hits |= 1 << i;
        listener.run();
      }
    }
  }

  boolean includesPageOf(long linear) {
    for (Watch watch : ranges) {
      if (watch.isInPageOf(linear)) {
        return true;
      }
    }
    return false;
  }

  /** Writes the hits not yet taken; what is watched follows from other state. */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(hits);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    hits = in.readInt();
  }
}
