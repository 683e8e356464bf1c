package ksim.cli.boot;

/**
 * How far a boot may go.
 *
 * @param cycles simulated time in core cycles; {@link #NONE} for no limit
 * @param instructions instructions that any CPU may execute; {@link #NONE} for no limit
 */
public record BootLimits(long cycles, long instructions) {
  /** No limit. */
  public static final long NONE = Long.MAX_VALUE;
}
