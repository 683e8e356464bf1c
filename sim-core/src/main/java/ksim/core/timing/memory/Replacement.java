package ksim.core.timing.memory;

import ksim.mmu.Persistent;

/**
 * Which line of a full set makes room for another. Sets and ways are numbered from 0; a way of a
 * set that holds nothing counts as the one to be replaced first.
 */
sealed interface Replacement extends Persistent permits TreePlru, Lru, QuadAgeLru {
  /**
   * A line is hit.
   *
   * @return whether another hit of it, next in this set, would change nothing
   */
  boolean hit(int set, int way);

  /** A line is filled into a way. */
  void filled(int set, int way);

  /** A line is taken away: its way is the next victim, as far as the policy can express that. */
  void forgotten(int set, int way);

  /** The way whose line is replaced by the next fill. */
  int victim(int set);

  /**
   * A policy by the name that core descriptions use: {@code tree-plru}, {@code lru}, or {@code
   * qlru-H00-M1-R2-U1} and its variants.
   *
   * @param sets number of sets
   * @param ways associativity
   * @throws IllegalArgumentException if there is no such policy, or none with so many ways
   */
  static Replacement named(String name, int sets, int ways) {
    return switch (name) {
      case "tree-plru" -> new TreePlru(sets, ways);
      case "lru" -> new Lru(sets, ways);
      default -> QuadAgeLru.named(name, sets, ways);
    };
  }
}
