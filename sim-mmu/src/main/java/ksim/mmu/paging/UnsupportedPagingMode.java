package ksim.mmu.paging;

/**
 * The guest has switched on a form of paging that the simulator does not implement. Ends the
 * simulation: nothing sensible could be done with the guest's memory.
 */
public final class UnsupportedPagingMode extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String feature;

  /**
   * @param feature what was switched on, in the manual's words
   */
  public UnsupportedPagingMode(String feature, long cr0, long cr4, long efer) {
    super(
        "%s is not implemented (CR0 0x%x, CR4 0x%x, IA32_EFER 0x%x)"
            .formatted(feature, cr0, cr4, efer));
    this.feature = feature;
  }

  /** What was switched on, in the manual's words. */
  public String feature() {
    return feature;
  }
}
