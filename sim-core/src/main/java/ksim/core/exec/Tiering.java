package ksim.core.exec;

/**
 * When the second tier of execution takes over from the first. What a guest does, and when, does
 * not depend on it; see {@code docs/execution.md}.
 *
 * @param threshold how often a block is executed by the first tier before it is compiled, at least
 *     1; {@link #NEVER} for no second tier
 */
public record Tiering(int threshold) {
  /** Blocks are never compiled. */
  public static final int NEVER = Integer.MAX_VALUE;

  private static final int STANDARD = 2000;

  /** System property with another threshold than the standard one: for tests, 1 compiles all. */
  private static final String PROPERTY = "ksim.compile.threshold";

  /** Checks the range. */
  public Tiering {
    if (threshold < 1) {
      throw new IllegalArgumentException("the threshold must be at least 1, not " + threshold);
    }
  }

  /** Both tiers. */
  public static Tiering standard() {
    return new Tiering(Integer.getInteger(PROPERTY, STANDARD));
  }

  /** The first tier alone. */
  public static Tiering interpreted() {
    return new Tiering(NEVER);
  }
}
