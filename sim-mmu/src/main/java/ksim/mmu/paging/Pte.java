package ksim.mmu.paging;

/**
 * Bits of paging-structure entries under 4-level paging (Intel SDM volume 3, tables 5-15 to 5-20).
 * Levels are numbered as the walk meets them: 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE.
 */
public final class Pte {
  /** P: the entry is in use. */
  public static final long PRESENT = 1L;

  /** R/W: writes are allowed. */
  public static final long WRITABLE = 1L << 1;

  /** U/S: user-mode accesses are allowed. */
  public static final long USER = 1L << 2;

  /** PWT: page-level write-through. */
  public static final long WRITE_THROUGH = 1L << 3;

  /** PCD: page-level cache disable. */
  public static final long CACHE_DISABLE = 1L << 4;

  /** A: the entry has been used for a translation. */
  public static final long ACCESSED = 1L << 5;

  /** D: the page has been written; only in an entry that maps a page. */
  public static final long DIRTY = 1L << 6;

  /** PS: a PDPTE or PDE maps a page; reserved in a PML4E, the PAT bit in a PTE. */
  public static final long PAGE_SIZE = 1L << 7;

  /** G: the translation is global, if CR4.PGE; only in an entry that maps a page. */
  public static final long GLOBAL = 1L << 8;

  /** XD: no instruction fetches, if IA32_EFER.NXE; reserved otherwise. */
  public static final long EXECUTE_DISABLE = 1L << 63;

  /** MAXPHYADDR: physical-address bits of the simulated processors (CPUID 80000008H:EAX[7:0]). */
  public static final int PHYSICAL_ADDRESS_BITS = 46;

  /** The bits of an entry that hold a physical address of 4 KiB granularity. */
  public static final long ADDRESS = ((1L << PHYSICAL_ADDRESS_BITS) - 1) & -4096L;

  /** Bits 51:MAXPHYADDR, which must be zero in every present entry. */
  private static final long RESERVED_ADDRESS = (1L << 52) - (1L << PHYSICAL_ADDRESS_BITS);

  /** Address bits of an entry for a large page below the page's own; bit 12 is PAT. */
  private static final long RESERVED_2M = (1L << 21) - (1L << 13);

  private static final long RESERVED_1G = (1L << 30) - (1L << 13);

  private Pte() {}

  /** True if the entry is in use. */
  public static boolean isPresent(long entry) {
    return (entry & PRESENT) != 0;
  }

  /** True if a present entry met at a level maps a page instead of referring to a table. */
  public static boolean mapsPage(long entry, int level) {
    return level == 1 || (level < 4 && (entry & PAGE_SIZE) != 0);
  }

  /** True if a present entry met at a level has a reserved bit set. */
  public static boolean hasReservedBit(long entry, int level, PagingControl control) {
    long reserved = RESERVED_ADDRESS;
    if (!control.executeDisable()) {
      reserved |= EXECUTE_DISABLE;
    }
    if (level == 4) {
      reserved |= PAGE_SIZE;
    } else if (mapsPage(entry, level)) {
      reserved |= level == 3 ? RESERVED_1G : level == 2 ? RESERVED_2M : 0;
    }
    return (entry & reserved) != 0;
  }

  /** Size of the page that an entry maps at a level of 1, 2 or 3. */
  public static PageSize pageSize(int level) {
    return switch (level) {
      case 1 -> PageSize.SMALL_4K;
      case 2 -> PageSize.LARGE_2M;
      case 3 -> PageSize.HUGE_1G;
      default -> throw new IllegalArgumentException("no pages at level " + level);
    };
  }

  /** Index into the table at a level that a linear address selects: 0 to 511. */
  public static int index(long linear, int level) {
    return (int) (linear >>> (3 + 9 * level)) & 511;
  }

  /** Address of the first byte of the page that an entry maps. */
  public static long pageAddress(long entry, PageSize size) {
    return size.base(entry & ADDRESS);
  }

  /**
   * Rights along a path through the tables: writes and user accesses need every entry's consent,
   * one entry suffices to forbid fetches.
   */
  public static long combineRights(long rights, long entry) {
    return (rights & entry & (WRITABLE | USER)) | ((rights | entry) & EXECUTE_DISABLE);
  }

  /** True if a linear address is canonical for 48 bits. */
  public static boolean isCanonical(long linear) {
    return linear << 16 >> 16 == linear;
  }
}
