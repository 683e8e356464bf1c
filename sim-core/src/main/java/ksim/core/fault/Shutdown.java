package ksim.core.fault;

/**
 * The processor entered the shutdown state: a fault occurred while it was delivering a double fault
 * (Intel SDM volume 3, section 6.15, interrupt 8). Known as a triple fault. Ends the run.
 */
public final class Shutdown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String first;
  private final String last;

  /**
   * @param first the event whose delivery failed first, as text
   * @param last the fault that was raised while the double fault was being delivered, as text
   */
  public Shutdown(String first, String last) {
    super("triple fault: %s, #DF, %s".formatted(first, last), null, false, false);
    this.first = first;
    this.last = last;
  }

  /** The event whose delivery failed first. */
  public String first() {
    return first;
  }

  /** The fault raised while the double fault was being delivered. */
  public String last() {
    return last;
  }
}
