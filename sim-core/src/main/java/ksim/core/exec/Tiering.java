package ksim.core.exec;

import java.util.Optional;

/**
 * When the second tier of execution takes over from the first. What a guest does, and when, does
 * not depend on it; see {@code docs/execution.md}.
 *
 * @param threshold how often a block is executed by the first tier before it is compiled, at least
 *     1; {@link #NEVER} for no second tier
 * @param increase by how much each compiled region raises that, at least 0: a guest with much code
 *     executes most of it too seldom to repay the compiler
 */
public record Tiering(int threshold, int increase) {
  /** Blocks are never compiled. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final Tiering STANDARD = new Tiering(2000, 250);

  /** By estimate, executing a block so often in tier 0 costs no less than making a region of it. */
  private static final int MOST_INCREASE = 48_000;

  /** System property with a threshold that stays: for tests, 1 compiles all. */
  private static final String PROPERTY = "ksim.compile.threshold";

  /** Checks the ranges. */
  public Tiering {
    if (threshold < 1 || increase < 0) {
      throw new IllegalArgumentException(
          "a threshold of %d that rises by %d".formatted(threshold, increase));
    }
  }

  /** With a threshold that stays. */
  public Tiering(int threshold) {
    this(threshold, 0);
  }

  /** Both tiers. */
  public static Tiering standard() {
    return Optional.ofNullable(Integer.getInteger(PROPERTY)).map(Tiering::new).orElse(STANDARD);
  }

  /** The first tier alone. */
  public static Tiering interpreted() {
    return new Tiering(NEVER);
  }

  /** How often a block is executed before it is compiled when there are so many regions. */
  int threshold(int regions) {
    return threshold + Math.min(increase * regions, MOST_INCREASE);
  }
}
