package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The source of the numbers that RDRAND and RDSEED give: the SplitMix64 generator (Steele, Lea,
 * Flood: "Fast splittable pseudorandom number generators", 2014), whose state can be saved.
 */
public final class RandomNumbers implements Persistent {
  private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;
  private static final long FIRST_FACTOR = 0xbf58_476d_1ce4_e5b9L;
  private static final long SECOND_FACTOR = 0x94d0_49bb_1331_11ebL;

  private long state;

  /**
   * @param seed what the numbers follow from
   */
  RandomNumbers(long seed) {
    state = seed;
  }

  /** The next number. */
  public long next() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ state >>> 30) * FIRST_FACTOR;
    mixed = (mixed ^ mixed >>> 27) * SECOND_FACTOR;
    return mixed ^ mixed >>> 31;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(state);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    state = in.readLong();
  }
}
