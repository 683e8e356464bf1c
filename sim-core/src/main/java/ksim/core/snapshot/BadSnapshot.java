package ksim.core.snapshot;

/** A snapshot that cannot be restored: damaged, cut off, made by another build, or none at all. */
public final class BadSnapshot extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset where, in bytes from the start
   * @param problem what was found, and what was expected
   */
  BadSnapshot(long offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  /** Where, in bytes from the start. */
  public long offset() {
    return offset;
  }

  /** What was found, and what was expected. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
