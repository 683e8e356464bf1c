package ksim.mmu.tlb;

/**
 * Shape of a modelled TLB. 4 KiB and 2 MiB pages share one set-associative array, 1 GiB pages have
 * their own.
 *
 * @param entries entries of the array for 4 KiB and 2 MiB pages
 * @param ways its associativity; entries / ways is a power of two
 * @param hugeEntries entries of the array for 1 GiB pages
 * @param hugeWays its associativity; hugeEntries / hugeWays is a power of two
 */
public record TlbGeometry(int entries, int ways, int hugeEntries, int hugeWays) {
  /** Checks the shape. */
  public TlbGeometry {
    requireShape(entries, ways);
    requireShape(hugeEntries, hugeWays);
  }

  /**
   * Second-level TLB of Skylake: 1,536 entries in 12 ways for 4 KiB and 2 MiB pages, 16 entries in
   * 4 ways for 1 GiB pages (Intel 64 and IA-32 Architectures Optimization Reference Manual, table
   * "Cache and TLB parameters of the Skylake microarchitecture").
   */
  public static TlbGeometry skylake() {
    return new TlbGeometry(1536, 12, 16, 4);
  }

  private static void requireShape(int entries, int ways) {
    if (ways < 1 || entries < ways || entries % ways != 0) {
      throw new IllegalArgumentException(entries + " TLB entries cannot form " + ways + " ways");
    }
    if (Integer.bitCount(entries / ways) != 1) {
      throw new IllegalArgumentException(
          "number of TLB sets must be a power of two, not " + entries / ways);
    }
  }
}
