package ksim.core.exec;

import ksim.mmu.memory.PhysicalMemory;

/**
 * The bytes that a block was made from, in physical memory: in one page or, if its single
 * instruction crosses a page border, in two. Those of an instruction behind its last one are among
 * them if it ends where it does because of that instruction: how blocks are cut depends on memory
 * alone, never on what has run before.
 *
 * @param physical physical address of the first byte
 * @param length number of bytes in all
 * @param continuation physical address of the first byte in the second page; {@link #ONE_PAGE} if
 *     there is none
 */
record CodeBytes(long physical, int length, long continuation) {
  /** No second page. */
  static final long ONE_PAGE = -1;

  /** Bytes in the first page. */
  int firstLength() {
    return crosses() ? (int) (PhysicalMemory.FRAME_BYTES - offset()) : length;
  }

  boolean crosses() {
    return continuation != ONE_PAGE;
  }

  private long offset() {
    return physical & (PhysicalMemory.FRAME_BYTES - 1);
  }

  /** Whether any of its bytes lies in a range of physical memory. */
  boolean overlaps(long address, int bytes) {
    return overlaps(physical, firstLength(), address, bytes)
        || (crosses() && overlaps(continuation, length - firstLength(), address, bytes));
  }

  private static boolean overlaps(long a, int aBytes, long b, int bBytes) {
    return a < b + bBytes && b < a + aBytes;
  }
}
