package ksim.core.fault;

/**
 * The processor entered the shutdown state: a fault occurred while it was delivering a double fault
 * (Intel SDM volume 3, section 6.15, interrupt 8). Known as a triple fault. Ends the run.
 */
public final class Shutdown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String first;
  private final int firstVector;
  private final String last;
  private final int lastVector;

  /**
   * @param first the event whose delivery failed first, as text
   * @param firstVector its vector
   * @param last the fault that was raised while the double fault was being delivered, as text
   * @param lastVector its vector
   */
  public Shutdown(String first, int firstVector, String last, int lastVector) {
    super("triple fault: %s, #DF, %s".formatted(first, last), null, false, false);
    this.first = first;
    this.firstVector = firstVector;
    this.last = last;
    this.lastVector = lastVector;
  }

  /** The event whose delivery failed first. */
  public String first() {
    return first;
  }

  /** The fault raised while the double fault was being delivered. */
  public String last() {
    return last;
  }

  /** Vector of the event whose delivery failed first. */
  public int firstVector() {
    return firstVector;
  }

  /** Vector of the fault raised while the double fault was being delivered. */
  public int lastVector() {
    return lastVector;
  }
}
