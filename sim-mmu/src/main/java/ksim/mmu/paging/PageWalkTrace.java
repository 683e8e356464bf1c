package ksim.mmu.paging;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.PhysicalBus;

/**
 * What a page walk finds for a linear address, level by level, for a person to read. Taking it
 * changes nothing.
 *
 * @param linear the linear address
 * @param mode the paging mode
 * @param steps the entries that are read, from the top
 * @param end how it ends
 */
public record PageWalkTrace(long linear, PagingMode mode, List<Step> steps, End end) {

  /**
   * An entry that the walk reads.
   *
   * @param level 5 PML5E, 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE
   * @param address its physical address
   * @param entry its value
   * @param mapsPage whether it maps a page
   */
  public record Step(int level, long address, long entry, boolean mapsPage) {}

  /** How a walk ends. */
  public sealed interface End {
    /** Paging is off: the address is the physical one. */
    record Off() implements End {}

    /** The address is not canonical. */
    record NotCanonical() implements End {}

    /** The last entry is not present. */
    record NotPresent() implements End {}

    /** The last entry has a reserved bit set. */
    record ReservedBit() implements End {}

    /** The table of the next level is not in RAM. */
    record NoMemory(long table) implements End {}

    /**
     * A page is found.
     *
     * @param physical what the address is translated to
     * @param size size of the page
     * @param rights {@link Pte#WRITABLE}, {@link Pte#USER} and {@link Pte#EXECUTE_DISABLE} as
     *     combined from all entries
     */
    record Mapped(long physical, PageSize size, long rights) implements End {}
  }

  /** Name of the entry of a level in the manual. */
  public static String entryName(int level) {
    return switch (level) {
      case 1 -> "PTE";
      case 2 -> "PDE";
      case 3 -> "PDPTE";
      case 4 -> "PML4E";
      case 5 -> "PML5E";
      default -> throw new IllegalArgumentException("no level " + level);
    };
  }

  /** Walks the tables as they are now. */
  public static PageWalkTrace of(PhysicalBus bus, long cr3, long linear, PagingControl control) {
    PagingMode mode = control.mode();
    if (mode == PagingMode.NONE) {
      return new PageWalkTrace(linear, mode, List.of(), new End.Off());
    }
    if (mode.isLong() && !mode.isCanonical(linear)) {
      return new PageWalkTrace(linear, mode, List.of(), new End.NotCanonical());
    }
    List<Step> steps = new ArrayList<>();
    return new PageWalkTrace(linear, mode, steps, walk(bus, cr3, linear, control, steps));
  }

  private static End walk(
      PhysicalBus bus, long cr3, long linear, PagingControl control, List<Step> steps) {
    PagingMode mode = control.mode();
    long rights = Pte.WRITABLE | Pte.USER;
    long table = cr3 & (mode == PagingMode.BITS_32 ? 0xffff_f000L : Pte.ADDRESS);
    int level = mode.topLevel();
    if (mode == PagingMode.PAE) {
      long address = (cr3 & 0xffff_ffe0L) + 8 * (linear >>> 30 & 3);
      if (!bus.isRam(address)) {
        return new End.NoMemory(address);
      }
      long pointer = bus.memory().read(address, 8);
      steps.add(new Step(3, address, pointer, false));
      if (!Pte.isPresent(pointer)) {
        return new End.NotPresent();
      }
      table = pointer & Pte.ADDRESS;
    }
    while (true) {
      long address = table + mode.entryOffset(linear, level);
      if (!bus.isRam(address)) {
        return new End.NoMemory(table);
      }
      long entry = bus.memory().read(address, mode.entryBytes());
      boolean maps = Pte.isPresent(entry) && Pte.mapsPage(entry, level, control);
      steps.add(new Step(level, address, entry, maps));
      if (!Pte.isPresent(entry)) {
        return new End.NotPresent();
      }
      if (Pte.hasReservedBit(entry, level, control)) {
        return new End.ReservedBit();
      }
      rights = Pte.combineRights(rights, entry);
      if (maps) {
        PageSize size = mode.pageSize(level);
        return new End.Mapped(Pte.pageAddress(entry, size) + size.offset(linear), size, rights);
      }
      table = entry & Pte.ADDRESS;
      level--;
    }
  }
}
