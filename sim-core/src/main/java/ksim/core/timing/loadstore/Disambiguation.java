package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;

/**
 * Predicts whether a load may start while addresses of older stores are unknown: a saturating
 * counter for each load, by the low bits of its instruction's address (J. Doweck, Inside Intel Core
 * Microarchitecture and Smart Memory Access, 2006). A load may do so while its counter is
 * saturated; each time that would have been right counts up, one time that was wrong clears it.
 */
final class Disambiguation implements Persistent {
  /** Loads whose addresses differ by less have counters of their own. */
  static final int LOADS = 256;

  private static final byte SATURATED = 15;

  private final byte[] counters = new byte[LOADS];

  /** At first every load may: that of a machine that has run for long. */
  Disambiguation() {
    Arrays.fill(counters, SATURATED);
  }

  private static int index(long instruction) {
    return (int) instruction & (LOADS - 1);
  }

  boolean mayPass(long instruction) {
    return counters[index(instruction)] == SATURATED;
  }

  /**
   * Learns from a load that came while addresses were unknown.
   *
   * @param right whether none of them was that of a byte it reads
   */
  void learn(long instruction, boolean right) {
    int index = index(instruction);
    byte counter = counters[index];
    counters[index] = right ? (byte) Math.min(counter + 1, SATURATED) : 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.write(counters);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    in.readFully(counters);
  }
}
