package ksim.mmu.paging;

/** Sizes of a page. */
public enum PageSize {
  /** Mapped by a page-table entry. */
  SMALL_4K(12, "4K"),
  /** Mapped by a page-directory entry with PS set. */
  LARGE_2M(21, "2M"),
  /** Mapped by a page-directory entry with PS set, under 32-bit paging. */
  LARGE_4M(22, "4M"),
  /** Mapped by a page-directory-pointer-table entry with PS set. */
  HUGE_1G(30, "1G");

  private final int shift;
  private final String label;

  PageSize(int shift, String label) {
    this.shift = shift;
    this.label = label;
  }

  /** Binary logarithm of the size in bytes. */
  public int shift() {
    return shift;
  }

  /** Size in bytes. */
  public long bytes() {
    return 1L << shift;
  }

  /** Short name: 4K, 2M, 4M or 1G. */
  public String label() {
    return label;
  }

  /** The part of an address that lies within the page. */
  public long offset(long address) {
    return address & (bytes() - 1);
  }

  /** Address of the first byte of the page around an address. */
  public long base(long address) {
    return address & -bytes();
  }
}
