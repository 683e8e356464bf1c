package ksim.core.timing.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One set of a cache, written down from the definitions of the policies with lists and no thought
 * of speed: what the packed ones are compared with.
 */
final class NaiveSet {
  private static final long NOBODY = -1;

  private final int ways;
  private final String policy;
  private final List<Long> lines;

  /** Quad-age: by way. Least recently used: ways, the least recent first. */
  private final List<Integer> order = new ArrayList<>();

  /** Tree: by level, from the root, whether the pointers point right. */
  private final List<boolean[]> tree = new ArrayList<>();

  NaiveSet(String policy, int ways) {
    this.policy = policy;
    this.ways = ways;
    lines = new ArrayList<>(Collections.nCopies(ways, NOBODY));
    for (int way = 0; way < ways; way++) {
      order.add(policy.startsWith("qlru") ? 3 : way);
    }
    for (int nodes = 1; nodes < ways; nodes *= 2) {
      tree.add(new boolean[nodes]);
    }
  }

  /** Accesses a line and says whether it was there. */
  boolean access(long line) {
    int way = lines.indexOf(line);
    boolean hit = way >= 0;
    if (!hit) {
      way = victim();
      lines.set(way, line);
    }
    switch (policy) {
      case "lru" -> {
        int used = way;
        order.removeIf(other -> other == used);
        order.add(way);
      }
      case "tree-plru" -> pointAway(way);
      default -> age(way, hit);
    }
    return hit;
  }

  private int victim() {
    return switch (policy) {
      case "lru" -> order.getFirst();
      case "tree-plru" -> {
        int node = 0;
        for (boolean[] level : tree) {
          node = 2 * node + (level[node] ? 1 : 0);
        }
        yield node;
      }
      default -> {
        boolean last = policy.contains("R2");
        int empty = last ? lines.lastIndexOf(NOBODY) : lines.indexOf(NOBODY);
        yield empty >= 0 ? empty : last ? order.lastIndexOf(3) : order.indexOf(3);
      }
    };
  }

  private void pointAway(int way) {
    int width = ways;
    for (boolean[] level : tree) {
      int node = way / width;
      width /= 2;
      level[node] = way / width % 2 == 0;
    }
  }

  private void age(int way, boolean hit) {
    int old = order.get(way);
    int afterThree = policy.charAt(6) - '0';
    int afterTwo = policy.charAt(7) - '0';
    int young = policy.charAt(policy.indexOf('M') + 1) - '0';
    order.set(way, hit ? List.of(0, 0, afterTwo, afterThree).get(old) : young);
    boolean spare = policy.endsWith("U1");
    int oldest = -1;
    for (int i = 0; i < ways; i++) {
      oldest = spare && i == way ? oldest : Math.max(oldest, order.get(i));
    }
    for (int i = 0; i < ways; i++) {
      if (!spare || i != way) {
        order.set(i, order.get(i) + 3 - oldest);
      }
    }
  }
}
