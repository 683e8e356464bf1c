package ksim.mmu.paging;

/**
 * What forms of paging a processor has beside those that all have.
 *
 * @param hugePages pages of 1 GiB (CPUID 80000001H:EDX.Page1GB)
 * @param physicalBits40 4 MiB pages of 32-bit paging beyond 4 GiB (CPUID 1:EDX.PSE-36)
 */
public record PagingFeatures(boolean hugePages, boolean physicalBits40) {
  /** A processor that has them all. */
  public static final PagingFeatures ALL = new PagingFeatures(true, true);
}
