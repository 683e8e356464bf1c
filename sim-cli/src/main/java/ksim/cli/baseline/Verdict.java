package ksim.cli.baseline;

/** What a difference to the baseline means. */
public enum Verdict {
  /** Worse by more than the tolerance, or no longer there. */
  REGRESSION("regression"),
  /** Better by more than the tolerance. */
  IMPROVEMENT("improvement"),
  /** Different, and neither worse nor better. */
  CHANGED("changed"),
  /** Different by no more than the tolerance. */
  WITHIN_TOLERANCE("within-tolerance");

  private final String id;

  Verdict(String id) {
    this.id = id;
  }

  /** The name in reports. */
  public String id() {
    return id;
  }
}
