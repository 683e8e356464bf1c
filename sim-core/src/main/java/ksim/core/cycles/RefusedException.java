package ksim.core.cycles;

/** A block cannot be measured. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  RefusedException(Refusal.Kind kind, int offset, String text) {
    super(text);
    this.refusal = new Refusal(kind, offset, text);
  }

  /** The reason. */
  public Refusal refusal() {
    return refusal;
  }
}
