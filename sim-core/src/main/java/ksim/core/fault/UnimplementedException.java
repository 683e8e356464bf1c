package ksim.core.fault;

/**
 * The guest asked for something that the real processor has and ksim has not. It stops the run; it
 * is never delivered to the guest and never ignored. The execution loop adds where it happened.
 */
public final class UnimplementedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String feature;

  /**
   * @param feature what is missing, as a noun phrase: "a task gate", "write to IA32_PAT"
   */
  public UnimplementedException(String feature) {
    super("not implemented: " + feature, null, false, false);
    this.feature = feature;
  }

  /** What is missing, as a noun phrase. */
  public String feature() {
    return feature;
  }
}
