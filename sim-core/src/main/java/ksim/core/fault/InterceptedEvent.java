package ksim.core.fault;

/**
 * An event that was intercepted ({@link ksim.core.cpu.Interrupts#intercepted}) when its delivery
 * was about to begin: the state of the CPU is what its handler would find saved. Ends the run.
 */
public final class InterceptedEvent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int vector;
  private final int errorCode;
  private final long savedRip;

  InterceptedEvent(int vector, int errorCode, long savedRip) {
    super("intercepted: " + Vector.name(vector), null, false, false);
    this.vector = vector;
    this.errorCode = errorCode;
    this.savedRip = savedRip;
  }

  /** Vector number, 0 to 31. */
  public int vector() {
    return vector;
  }

  /** The error code, or {@link GuestException#NO_ERROR_CODE}. */
  public int errorCode() {
    return errorCode;
  }

  /** The return address: of the instruction for a fault, of the next one for a trap. */
  public long savedRip() {
    return savedRip;
  }
}
