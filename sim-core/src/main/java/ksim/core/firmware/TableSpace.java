package ksim.core.firmware;

import ksim.mmu.memory.PhysicalMemory;

/** A range of memory that tables are put into, one after the other. */
final class TableSpace {
  private final PhysicalMemory memory;
  private final long end;
  private long next;

  /**
   * @param base first address
   * @param end address after the last
   */
  TableSpace(PhysicalMemory memory, long base, long end) {
    this.memory = memory;
    this.next = base;
    this.end = end;
  }

  /**
   * Keeps room free.
   *
   * @param alignment a power of two
   * @return its address
   */
  long reserve(int bytes, int alignment) {
    long address = (next + alignment - 1) & -alignment;
    if (address + bytes > end) {
      throw new IllegalStateException("the firmware's tables do not fit below 0x%x".formatted(end));
    }
    next = address + bytes;
    return address;
  }

  /**
   * Puts a table into free room.
   *
   * @param alignment a power of two
   * @return its address
   */
  long place(byte[] table, int alignment) {
    long address = reserve(table.length, alignment);
    write(address, table);
    return address;
  }

  /** Puts a table into room that was kept free for it. */
  void write(long address, byte[] table) {
    memory.writeBytes(address, table, 0, table.length);
  }
}
