package ksim.mmu.paging;

/**
 * Bits of paging-structure entries (Intel SDM volume 3, sections 5.3 to 5.5). Levels are numbered
 * as the walk meets them: 5 PML5E, 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE.
 */
public final class Pte {
  private static final int KEY_SHIFT = 59;

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

  /** Protection key; only in an entry that maps a page, and ignored unless CR4.PKE. */
  public static final long PROTECTION_KEY = 15L << KEY_SHIFT;

  /** MAXPHYADDR: physical-address bits of the simulated processors (CPUID 80000008H:EAX[7:0]). */
  public static final int PHYSICAL_ADDRESS_BITS = 46;

  /** The bits of an entry that hold a physical address of 4 KiB granularity. */
  public static final long ADDRESS = ((1L << PHYSICAL_ADDRESS_BITS) - 1) & -4096L;

  /** Bits 51:MAXPHYADDR, which must be zero in every present entry. */
  private static final long RESERVED_ADDRESS = (1L << 52) - (1L << PHYSICAL_ADDRESS_BITS);

  /** Bits 62:52, which are ignored but under PAE paging. */
  private static final long RESERVED_HIGH = (1L << 63) - (1L << 52);

  /** Bits of a PDPTE register that must be zero: 63:MAXPHYADDR, 8:5, 2:1. */
  private static final long RESERVED_POINTER = -(1L << PHYSICAL_ADDRESS_BITS) | 0x1e6;

  /** Bits of a PDE for a 4 MiB page: 20:13 hold bits 39:32 of the address (PSE-36). */
  private static final long HIGH_4M = (1L << 21) - (1L << 13);

  private static final int HIGH_4M_SHIFT = 32 - 13;
  private static final long RESERVED_4M = 1L << 21;

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

  /** As {@link #mapsPage(long, int)}, under any mode. */
  static boolean mapsPage(long entry, int level, PagingControl control) {
    return mapsPage(entry, level) && (level != 2 || control.largePages());
  }

  /** True if a present entry met at a level has a reserved bit set. */
  public static boolean hasReservedBit(long entry, int level, PagingControl control) {
    boolean maps = mapsPage(entry, level, control);
    if (control.mode() == PagingMode.BITS_32) {
      boolean large = maps && level == 2;
      long high = control.features().physicalBits40() ? 0 : HIGH_4M;
      return large && (entry & (RESERVED_4M | high)) != 0;
    }
    long reserved = RESERVED_ADDRESS;
    if (!control.executeDisable()) {
      reserved |= EXECUTE_DISABLE;
    }
    if (control.mode() == PagingMode.PAE) {
      reserved |= RESERVED_HIGH;
    }
    if (level >= 4 || (level == 3 && !control.features().hugePages())) {
      reserved |= PAGE_SIZE;
    } else if (maps) {
      reserved |= level == 3 ? RESERVED_1G : level == 2 ? RESERVED_2M : 0;
    }
    return (entry & reserved) != 0;
  }

  /** True if the value of a PDPTE register is present and has a reserved bit set (PAE paging). */
  static boolean isIllegalPointer(long entry) {
    return isPresent(entry) && (entry & RESERVED_POINTER) != 0;
  }

  /** The protection key in an entry, or in the rights of a translation: 0 to 15. */
  static int protectionKey(long entry) {
    return (int) (entry >>> KEY_SHIFT) & 15;
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
    long address = size.base(entry & ADDRESS);
    return size == PageSize.LARGE_4M ? address | (entry & HIGH_4M) << HIGH_4M_SHIFT : address;
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
