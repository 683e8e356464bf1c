package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.SavedArrays;

/**
 * Tree pseudo-LRU: a binary tree over the ways whose nodes point to the half that was used less
 * recently; the victim is where the pointers lead. Intel's first-level caches use it (Abel and
 * Reineke, nanoBench, ISPASS 2020, table 1).
 */
final class TreePlru implements Replacement {
  private static final int MOST_WAYS = 64;

  private final int ways;

  /**
   * By set the tree: node n has the nodes 2n and 2n + 1 below it, the root is 1; 1 points right.
   */
  private final long[] trees;

  /** By way the nodes on the path to it, as bits. */
  private final long[] paths;

  /** By way those of its path's nodes that point right once the way was used. */
  private final long[] away;

  /**
   * @param ways a power of two, at most 64
   */
  TreePlru(int sets, int ways) {
    if (ways < 1 || ways > MOST_WAYS || Integer.bitCount(ways) != 1) {
      throw new IllegalArgumentException("tree-plru needs a power of two of ways, not " + ways);
    }
    this.ways = ways;
    trees = new long[sets];
    paths = new long[ways];
    away = new long[ways];
    for (int way = 0; way < ways; way++) {
      for (int node = ways + way; node > 1; node >>= 1) {
        paths[way] |= 1L << (node >> 1);
        away[way] |= (node & 1) == 0 ? 1L << (node >> 1) : 0;
      }
    }
  }

  @Override
  public boolean hit(int set, int way) {
    trees[set] = (trees[set] & ~paths[way]) | away[way];
    return true;
  }

  @Override
  public void filled(int set, int way) {
    hit(set, way);
  }

  @Override
  public void forgotten(int set, int way) {
    trees[set] = (trees[set] & ~paths[way]) | (paths[way] & ~away[way]);
  }

  @Override
  public int victim(int set) {
    long tree = trees[set];
    int node = 1;
    while (node < ways) {
      node = 2 * node + (int) (tree >>> node & 1);
    }
    return node - ways;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, trees);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, trees);
  }
}
