package ksim.mmu.paging;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.PhysicalBus;

/** What a set of page tables maps, in as few lines as tell it all. Taking it changes nothing. */
public final class PageTableDump {
  private static final long KEPT = Pte.WRITABLE | Pte.USER | Pte.EXECUTE_DISABLE;

  /**
   * An entry that is present but has reserved bits set.
   *
   * @param linear first address that it would translate
   * @param level 5 PML5E, 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE
   * @param entry its value
   */
  public record Malformed(long linear, int level, long entry) {}

  private final PhysicalBus bus;
  private final PagingControl control;
  private final List<MappedRange> ranges = new ArrayList<>();
  private final List<Malformed> malformed = new ArrayList<>();

  private PageTableDump(PhysicalBus bus, PagingControl control) {
    this.bus = bus;
    this.control = control;
  }

  /**
   * Reads the tables.
   *
   * @param cr3 value of CR3
   * @param control decides about the mode, which must not be {@link PagingMode#NONE}, and about
   *     reserved bits
   */
  public static PageTableDump of(PhysicalBus bus, long cr3, PagingControl control) {
    PageTableDump dump = new PageTableDump(bus, control);
    long rights = Pte.WRITABLE | Pte.USER;
    switch (control.mode()) {
      case NONE -> throw new IllegalArgumentException("paging is off");
      case BITS_32 -> dump.visitTable(cr3 & 0xffff_f000L, 2, 0, rights);
      case PAE -> dump.visitPointers(cr3 & 0xffff_ffe0L, rights);
      case LEVEL_4, LEVEL_5 ->
          dump.visitTable(cr3 & Pte.ADDRESS, control.mode().topLevel(), 0, rights);
    }
    dump.mergeScattered();
    return dump;
  }

  /** The mapped ranges, by ascending linear address taken as unsigned. */
  public List<MappedRange> ranges() {
    return List.copyOf(ranges);
  }

  /** The entries with reserved bits set, in the same order. */
  public List<Malformed> malformed() {
    return List.copyOf(malformed);
  }

  /** A table, one line a range, followed by the malformed entries. */
  @Override
  public String toString() {
    return PageTableText.of(this);
  }

  /** The table of PAE paging that the PDPTE registers are loaded from. */
  private void visitPointers(long table, long rights) {
    for (int index = 0; index < 4; index++) {
      long pointer = bus.read(table + 8L * index, 8);
      if (Pte.isIllegalPointer(pointer)) {
        malformed.add(new Malformed((long) index << 30, 3, pointer));
      } else if (Pte.isPresent(pointer)) {
        visitTable(pointer & Pte.ADDRESS, 2, (long) index << 30, rights);
      }
    }
  }

  private void visitTable(long table, int level, long linear, long rights) {
    PagingMode mode = control.mode();
    for (int index = 0; index < mode.entries(); index++) {
      long entry = bus.read(table + (long) index * mode.entryBytes(), mode.entryBytes());
      if (Pte.isPresent(entry)) {
        visitEntry(entry, level, linear | signExtended(index, level), rights);
      }
    }
  }

  private void visitEntry(long entry, int level, long linear, long pathRights) {
    if (Pte.hasReservedBit(entry, level, control)) {
      malformed.add(new Malformed(linear, level, entry));
      return;
    }
    long rights = Pte.combineRights(pathRights, entry);
    if (Pte.mapsPage(entry, level, control)) {
      append(page(entry, control.mode().pageSize(level), linear, rights));
    } else {
      visitTable(entry & Pte.ADDRESS, level - 1, linear, rights);
    }
  }

  private static MappedRange page(long entry, PageSize size, long linear, long rights) {
    return new MappedRange(
        linear,
        Pte.pageAddress(entry, size),
        size,
        1,
        (rights & KEPT) | (entry & Pte.GLOBAL),
        true,
        (entry & Pte.ACCESSED) != 0 ? 1 : 0,
        (entry & Pte.DIRTY) != 0 ? 1 : 0);
  }

  private void append(MappedRange page) {
    if (!ranges.isEmpty() && ranges.getLast().isContinuedBy(page)) {
      ranges.add(ranges.removeLast().with(page));
    } else {
      ranges.add(page);
    }
  }

  private void mergeScattered() {
    List<MappedRange> runs = List.copyOf(ranges);
    ranges.clear();
    for (MappedRange run : runs) {
      if (!ranges.isEmpty() && ranges.getLast().isScatteredLike(run)) {
        ranges.add(ranges.removeLast().with(run));
      } else {
        ranges.add(run);
      }
    }
  }

  /** What an index at a level contributes to a canonical address. */
  private long signExtended(int index, int level) {
    PagingMode mode = control.mode();
    long part = (long) index << mode.shift(level);
    int unused = mode == PagingMode.LEVEL_5 ? 7 : 16;
    return mode.isLong() && level == mode.topLevel() ? part << unused >> unused : part;
  }
}
