package ksim.mmu.paging;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.PhysicalBus;

/** What a set of page tables maps, in as few lines as tell it all. Taking it changes nothing. */
public final class PageTableDump {
  private static final int ENTRIES = 512;
  private static final int ENTRY_BYTES = 8;
  private static final long KEPT = Pte.WRITABLE | Pte.USER | Pte.EXECUTE_DISABLE;

  /**
   * An entry that is present but has reserved bits set.
   *
   * @param linear first address that it would translate
   * @param level 4 PML4E, 3 PDPTE, 2 PDE, 1 PTE
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
   * @param control decides which bits are reserved
   */
  public static PageTableDump of(PhysicalBus bus, long cr3, PagingControl control) {
    PageTableDump dump = new PageTableDump(bus, control);
    dump.visitTable(cr3 & Pte.ADDRESS, 4, 0, Pte.WRITABLE | Pte.USER);
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

  private void visitTable(long table, int level, long linear, long rights) {
    for (int index = 0; index < ENTRIES; index++) {
      long entry = bus.read(table + (long) index * ENTRY_BYTES, ENTRY_BYTES);
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
    if (Pte.mapsPage(entry, level)) {
      append(page(entry, Pte.pageSize(level), linear, rights));
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
  private static long signExtended(int index, int level) {
    long part = (long) index << (3 + 9 * level);
    return level == 4 ? part << 16 >> 16 : part;
  }
}
