package ksim.mmu;

import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;

/** Builds page tables in guest memory, one frame after another from a given address on. */
final class TestTables {
  static final long ALL = Pte.PRESENT | Pte.WRITABLE | Pte.USER;

  private final PhysicalMemory memory;
  private long nextTable;

  TestTables(PhysicalMemory memory, long firstTable) {
    this.memory = memory;
    nextTable = firstTable;
  }

  /** A new empty table: a root, or a frame for anything else. */
  long newTable() {
    long table = nextTable;
    nextTable += 4096;
    return table;
  }

  /** Maps a page; the tables above it allow everything. */
  void map(long root, long linear, long physical, PageSize size, long flags) {
    long pageSizeFlag = size == PageSize.SMALL_4K ? 0 : Pte.PAGE_SIZE;
    setEntry(root, linear, size, physical | flags | pageSizeFlag);
  }

  /** Maps a 4 KiB page. */
  void map(long root, long linear, long physical, long flags) {
    map(root, linear, physical, PageSize.SMALL_4K, flags);
  }

  void setEntry(long root, long linear, PageSize size, long entry) {
    memory.write(entryAddress(root, linear, size), 8, entry);
  }

  long entry(long root, long linear, PageSize size) {
    return memory.read(entryAddress(root, linear, size), 8);
  }

  /** Address of the entry that maps a page of a size, its tables made where they are missing. */
  long entryAddress(long root, long linear, PageSize size) {
    int last =
        switch (size) {
          case SMALL_4K -> 1;
          case LARGE_2M, LARGE_4M -> 2;
          case HUGE_1G -> 3;
        };
    long table = root;
    for (int level = 4; level > last; level--) {
      long address = table + 8L * Pte.index(linear, level);
      long entry = memory.read(address, 8);
      if (!Pte.isPresent(entry)) {
        entry = newTable() | ALL;
        memory.write(address, 8, entry);
      }
      table = entry & Pte.ADDRESS;
    }
    return table + 8L * Pte.index(linear, last);
  }
}
