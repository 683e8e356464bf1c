package ksim.mmu.paging;

/**
 * A page fault (#PF) raised by an access of the guest. Carries what the processor would put into
 * CR2 and onto the stack; see Intel SDM volume 3, section 5.7.
 *
 * <p>Thrown without a stack trace: it is guest behaviour, not an error of the simulator.
 */
public final class PageFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Error code bit P: the fault is a protection violation, not a missing page. */
  public static final int PRESENT = 1;

  /** Error code bit W/R: the access was a write. */
  public static final int WRITE = 1 << 1;

  /**
   * Error code bit U/S: the access was made in user mode (CPL 3, not an implicit supervisor
   * access).
   */
  public static final int USER = 1 << 2;

  /** Error code bit RSVD: a reserved bit was set in a paging-structure entry. */
  public static final int RESERVED_BIT = 1 << 3;

  /** Error code bit I/D: the access was an instruction fetch (and NX or SMEP is enabled). */
  public static final int INSTRUCTION_FETCH = 1 << 4;

  /** Error code bit PK: a protection key forbids the access. */
  public static final int PROTECTION_KEY = 1 << 5;

  private final long address;
  private final int errorCode;

  /**
   * @param address linear address that faulted, the new value of CR2
   * @param errorCode error code pushed by the processor
   */
  public PageFault(long address, int errorCode) {
    super(null, null, false, false);
    this.address = address;
    this.errorCode = errorCode;
  }

  /** The linear address that faulted. */
  public long address() {
    return address;
  }

  /** The error code of the fault. */
  public int errorCode() {
    return errorCode;
  }

  @Override
  public String getMessage() {
    return "#PF at 0x%x, error code 0x%x".formatted(address, errorCode);
  }
}
