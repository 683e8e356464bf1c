package ksim.sched.view;

import ksim.core.cpu.Cpu;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;

/** Reads a guest's four-level page tables from outside, without a trace in the guest. */
public final class PageTableView {
  private static final int TOP_LEVEL = 4;
  private static final int ENTRIES = 512;
  private static final int ENTRY_BYTES = 8;

  private final PhysicalMemory memory;

  /** The page tables in the memory of a machine. */
  public PageTableView(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * The last-level entry of a 4 KiB page as {@code cpu}'s CR3 leads to it; 0 where a table is
   * missing or the address is mapped by a larger page.
   */
  public long entry(Cpu cpu, long linear) {
    long table = cpu.control.cr3 & Pte.ADDRESS;
    for (int level = TOP_LEVEL; level > 1; level--) {
      long entry = at(table, Pte.index(linear, level));
      if (!Pte.isPresent(entry) || Pte.mapsPage(entry, level)) {
        return 0;
      }
      table = entry & Pte.ADDRESS;
    }
    return at(table, Pte.index(linear, 1));
  }

  /**
   * What one entry of the top-level table leads to.
   *
   * @param tables tables below the top one
   * @param pages entries for 4 KiB pages that hold an address, present or not
   */
  public record Count(long tables, long pages) {}

  /** Counts what lies under the top-level entry that {@code linear} belongs to. */
  public Count count(Cpu cpu, long linear) {
    long entry = at(cpu.control.cr3 & Pte.ADDRESS, Pte.index(linear, TOP_LEVEL));
    return Pte.isPresent(entry) ? count(entry & Pte.ADDRESS, TOP_LEVEL - 1) : new Count(0, 0);
  }

  private Count count(long table, int level) {
    long tables = 1;
    long pages = 0;
    for (int index = 0; index < ENTRIES; index++) {
      long entry = at(table, index);
      if (level == 1) {
        pages += (entry & Pte.ADDRESS) != 0 ? 1 : 0;
      } else if (Pte.isPresent(entry) && !Pte.mapsPage(entry, level)) {
        Count below = count(entry & Pte.ADDRESS, level - 1);
        tables += below.tables();
        pages += below.pages();
      }
    }
    return new Count(tables, pages);
  }

  private long at(long table, int index) {
    return memory.read(table + (long) index * ENTRY_BYTES, ENTRY_BYTES);
  }
}
