package ksim.mmu;

/**
 * A data access at CPL 3 to an address that is no multiple of its width, while CR0.AM and EFLAGS.AC
 * ask for alignment checks. The CPU turns it into #AC(0).
 *
 * <p>Thrown without a stack trace: it is guest behaviour, not an error of the simulator.
 */
public final class MisalignedAccess extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;

  /**
   * @param address the offending linear address
   */
  public MisalignedAccess(long address) {
    super(null, null, false, false);
    this.address = address;
  }

  /** The offending linear address. */
  public long address() {
    return address;
  }

  @Override
  public String getMessage() {
    return "misaligned access to 0x%x".formatted(address);
  }
}
