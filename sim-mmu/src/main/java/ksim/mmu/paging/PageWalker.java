package ksim.mmu.paging;

import java.util.OptionalLong;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;

/**
 * The page walk of 4-level paging (Intel SDM volume 3, section 5.5). It reads the tables as they
 * are now; remembering is the TLB's business.
 *
 * <p>Accessed and dirty flags are set when the walk has found the access allowed; a walk that ends
 * in a fault changes nothing, which section 5.8 leaves open.
 */
public final class PageWalker {
  private static final int TOP_LEVEL = 4;
  private static final int ENTRY_BYTES = 8;

  private final PhysicalBus bus;
  private final CodePages codePages;
  private long walks;
  private long loads;

  /** Where the current walk found its entries, and what they held, by level. */
  private final long[] entryAddress = new long[TOP_LEVEL + 1];

  private final long[] entryValue = new long[TOP_LEVEL + 1];

  /**
   * @param bus where the tables are
   * @param codePages told of flags set in a table that shares its frame with decoded code
   */
  public PageWalker(PhysicalBus bus, CodePages codePages) {
    this.bus = bus;
    this.codePages = codePages;
  }

  /** Number of walks so far. */
  public long walks() {
    return walks;
  }

  /** Number of paging-structure entries read by walks so far. */
  public long loads() {
    return loads;
  }

  /**
   * Walks the tables for an access to a canonical linear address and sets accessed and dirty flags.
   *
   * @param cr3 value of CR3
   * @throws PageFault if an entry is missing or malformed, or the access is not allowed
   */
  public Translation walk(
      long cr3, long linear, Access access, Privilege privilege, PagingControl control) {
    walks++;
    long rights = Pte.WRITABLE | Pte.USER;
    long table = cr3 & Pte.ADDRESS;
    for (int level = TOP_LEVEL; ; level--) {
      long address = table + (long) Pte.index(linear, level) * ENTRY_BYTES;
      long entry = bus.read(address, ENTRY_BYTES);
      loads++;
      if (!Pte.isPresent(entry)) {
        throw new PageFault(linear, control.errorCode(access, privilege));
      }
      if (Pte.hasReservedBit(entry, level, control)) {
        int code = PageFault.PRESENT | PageFault.RESERVED_BIT;
        throw new PageFault(linear, control.errorCode(access, privilege) | code);
      }
      entryAddress[level] = address;
      entryValue[level] = entry;
      rights = Pte.combineRights(rights, entry);
      if (Pte.mapsPage(entry, level)) {
        if (!control.allows(rights, access, privilege)) {
          throw new PageFault(linear, control.errorCode(access, privilege) | PageFault.PRESENT);
        }
        return complete(linear, level, access, rights);
      }
      table = entry & Pte.ADDRESS;
    }
  }

  /**
   * The physical address behind a linear one, whatever the rights. Changes and counts nothing.
   *
   * @return empty if an entry is missing, malformed or not in RAM
   */
  public OptionalLong peek(long cr3, long linear, PagingControl control) {
    long table = cr3 & Pte.ADDRESS;
    for (int level = TOP_LEVEL; ; level--) {
      long address = table + (long) Pte.index(linear, level) * ENTRY_BYTES;
      if (!bus.isRam(address)) {
        return OptionalLong.empty();
      }
      long entry = bus.memory().read(address, ENTRY_BYTES);
      if (!Pte.isPresent(entry) || Pte.hasReservedBit(entry, level, control)) {
        return OptionalLong.empty();
      }
      if (Pte.mapsPage(entry, level)) {
        PageSize size = Pte.pageSize(level);
        return OptionalLong.of(Pte.pageAddress(entry, size) + size.offset(linear));
      }
      table = entry & Pte.ADDRESS;
    }
  }

  private Translation complete(long linear, int lastLevel, Access access, long rights) {
    for (int level = TOP_LEVEL; level > lastLevel; level--) {
      setFlags(level, Pte.ACCESSED);
    }
    setFlags(lastLevel, access == Access.WRITE ? Pte.ACCESSED | Pte.DIRTY : Pte.ACCESSED);
    PageSize size = Pte.pageSize(lastLevel);
    long entry = entryValue[lastLevel];
    return new Translation(
        size.base(linear),
        Pte.pageAddress(entry, size),
        size,
        rights | (entry & (Pte.DIRTY | Pte.GLOBAL)));
  }

  private void setFlags(int level, long flags) {
    long value = entryValue[level] | flags;
    if (value != entryValue[level]) {
      entryValue[level] = value;
      bus.write(entryAddress[level], ENTRY_BYTES, value);
      codePages.stored(entryAddress[level], ENTRY_BYTES);
    }
  }
}
