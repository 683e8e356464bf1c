package ksim.mmu.paging;

/**
 * The paging modes (Intel SDM volume 3, section 5.1.1), and how each takes linear addresses apart.
 * Levels are numbered from the page up: 1 PTE, 2 PDE, 3 PDPTE, 4 PML4E, 5 PML5E.
 */
public enum PagingMode {
  /** Paging is off: linear addresses are physical addresses. */
  NONE(0, 4, 10),
  /** 32-bit paging: two levels of 1,024 entries of 4 bytes. */
  BITS_32(2, 4, 10),
  /** PAE paging: four PDPTE registers, below them two levels. */
  PAE(2, 8, 9),
  /** 4-level paging: 48-bit linear addresses. */
  LEVEL_4(4, 8, 9),
  /** 5-level paging: 57-bit linear addresses. */
  LEVEL_5(5, 8, 9);

  /** The highest level of any mode. */
  public static final int TOP_LEVEL = 5;

  private static final int PAGE_SHIFT = 12;

  private final int topLevel;
  private final int entryBytes;
  private final int indexBits;

  PagingMode(int topLevel, int entryBytes, int indexBits) {
    this.topLevel = topLevel;
    this.entryBytes = entryBytes;
    this.indexBits = indexBits;
  }

  /** The level that a walk through memory begins at. */
  public int topLevel() {
    return topLevel;
  }

  /** Bytes of an entry: 4 or 8. */
  public int entryBytes() {
    return entryBytes;
  }

  /** Entries of a table. */
  public int entries() {
    return 1 << indexBits;
  }

  /** Whether it is one of the modes of IA-32e: 4-level or 5-level paging. */
  public boolean isLong() {
    return this == LEVEL_4 || this == LEVEL_5;
  }

  /** Lowest bit of the part of a linear address that selects an entry at a level. */
  public int shift(int level) {
    return PAGE_SHIFT + indexBits * (level - 1);
  }

  /** Offset in bytes of the entry at a level that a linear address selects. */
  public long entryOffset(long linear, int level) {
    return (linear >>> shift(level) & (entries() - 1)) * entryBytes;
  }

  /** Size of the page that an entry maps at a level of 1, 2 or 3. */
  public PageSize pageSize(int level) {
    return this == BITS_32 && level == 2 ? PageSize.LARGE_4M : Pte.pageSize(level);
  }

  /** Whether a linear address is canonical; addresses of the other modes have 32 bits, or any. */
  public boolean isCanonical(long linear) {
    int unused = this == LEVEL_5 ? 7 : 16;
    return linear << unused >> unused == linear;
  }
}
