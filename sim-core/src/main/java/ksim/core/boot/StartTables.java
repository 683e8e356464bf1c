package ksim.core.boot;

import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;

/** Builds the page tables that {@link LongModeStart} and {@link LinuxStart} describe. */
final class StartTables {
  private static final long FIRST_TABLE = 0x2000;
  private static final long TABLE_BYTES = 4096;
  private static final long LARGE_PAGE = 2L << 20;
  private static final long LOW_MEMORY = 4L << 30;
  private static final long TABLE_ENTRY = Pte.PRESENT | Pte.WRITABLE;
  private static final long PAGE_ENTRY = TABLE_ENTRY | Pte.PAGE_SIZE;

  private final PhysicalMemory memory;
  private final long limit;
  private long nextTable;

  private StartTables(PhysicalMemory memory, long firstTable, long limit) {
    this.memory = memory;
    this.limit = limit;
    this.nextTable = firstTable;
  }

  /**
   * Builds tables that map the first 4 GiB at their own addresses.
   *
   * @param firstTable physical address of the first table
   * @param limit physical address after the room for tables
   * @return the physical address of the root
   */
  static long identity(PhysicalMemory memory, long firstTable, long limit) {
    StartTables tables = new StartTables(memory, firstTable, limit);
    long root = tables.newTable();
    tables.map(root, 0, 0, LOW_MEMORY);
    return root;
  }

  /** Builds the tables of {@link LongModeStart} and answers the physical address of the root. */
  static long build(PhysicalMemory memory) {
    StartTables tables = new StartTables(memory, FIRST_TABLE, LongModeStart.IMAGE_PHYSICAL);
    long root = tables.newTable();
    tables.map(root, 0, 0, LOW_MEMORY);
    long end = Math.max(LOW_MEMORY, memory.sizeBytes());
    tables.map(root, LongModeStart.LINEAR_MAP, 0, end);
    tables.map(root, LongModeStart.IMAGE_WINDOW, 0, LongModeStart.IMAGE_WINDOW_BYTES);
    return root;
  }

  private long newTable() {
    long table = nextTable;
    nextTable += TABLE_BYTES;
    if (nextTable > limit) {
      throw new IllegalStateException("the start tables do not fit below 0x%x".formatted(limit));
    }
    return table;
  }

  /** Maps a range in large pages; a later mapping of an address replaces an earlier one. */
  private void map(long root, long linear, long physical, long bytes) {
    for (long done = 0; done < bytes; done += LARGE_PAGE) {
      long directoryPointers = tableBelow(entry(root, linear + done, 39));
      long directory = tableBelow(entry(directoryPointers, linear + done, 30));
      memory.write(entry(directory, linear + done, 21), Long.BYTES, (physical + done) | PAGE_ENTRY);
    }
  }

  private long tableBelow(long entry) {
    long value = memory.read(entry, Long.BYTES);
    if (!Pte.isPresent(value)) {
      value = newTable() | TABLE_ENTRY;
      memory.write(entry, Long.BYTES, value);
    }
    return value & Pte.ADDRESS;
  }

  private static long entry(long table, long linear, int shift) {
    return table + ((linear >>> shift) & 511) * Long.BYTES;
  }
}
