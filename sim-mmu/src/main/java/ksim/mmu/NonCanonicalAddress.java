package ksim.mmu;

/**
 * An access to a linear address that is not canonical (Intel SDM volume 1, section 3.3.7.1). The
 * CPU turns it into #SS(0) where the access goes through the stack segment and into #GP(0)
 * elsewhere.
 */
public final class NonCanonicalAddress extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;

  /**
   * @param address the offending linear address
   */
  public NonCanonicalAddress(long address) {
    super(null, null, false, false);
    this.address = address;
  }

  /** The offending linear address. */
  public long address() {
    return address;
  }

  @Override
  public String getMessage() {
    return "non-canonical address 0x%x".formatted(address);
  }
}
