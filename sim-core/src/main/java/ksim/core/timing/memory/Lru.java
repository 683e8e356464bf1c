package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.SavedArrays;

/** Least recently used: the victim is the way whose last use is the longest ago. */
final class Lru implements Replacement {
  private static final int MOST_WAYS = 16;
  private static final int FIELD = 4;
  private static final long FIELD_MASK = 15;

  private final int ways;

  /** By set the ways in fields of four bits, the most recently used lowest. */
  private final long[] orders;

  /**
   * @param ways at most 16
   */
  Lru(int sets, int ways) {
    if (ways < 1 || ways > MOST_WAYS) {
      throw new IllegalArgumentException("lru of " + ways + " ways");
    }
    this.ways = ways;
    orders = new long[sets];
    long order = 0;
    for (int way = 0; way < ways; way++) {
      order |= (long) (ways - 1 - way) << (FIELD * way);
    }
    Arrays.fill(orders, order);
  }

  @Override
  public boolean hit(int set, int way) {
    long order = orders[set];
    int at = position(order, way);
    long younger = order & (1L << at) - 1;
    long older = order & -1L << at << FIELD;
    orders[set] = older | younger << FIELD | way;
    return true;
  }

  @Override
  public void filled(int set, int way) {
    hit(set, way);
  }

  @Override
  public void forgotten(int set, int way) {
    long order = orders[set];
    int at = position(order, way);
    long younger = order & (1L << at) - 1;
    long older = order >>> at >>> FIELD << at;
    orders[set] = older | younger | (long) way << (FIELD * (ways - 1));
  }

  @Override
  public int victim(int set) {
    return (int) (orders[set] >>> (FIELD * (ways - 1)) & FIELD_MASK);
  }

  /** Bit position of a way's field. */
  private static int position(long order, int way) {
    int at = 0;
    while ((order >>> at & FIELD_MASK) != way) {
      at += FIELD;
    }
    return at;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, orders);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, orders);
  }
}
