package ksim.mmu;

import java.util.Arrays;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.FastTlb;

/**
 * Accesses to elements that lie one behind another, as string instructions make them: all those in
 * a page at once where the fast TLBs know it. What they do is what one access after the other does,
 * upwards; where a single access would need more than the fast path they do nothing.
 */
final class ElementRuns {
  private static final int OFFSET_MASK = PhysicalMemory.FRAME_BYTES - 1;

  private ElementRuns() {}

  /** How many whole elements from an address on, at most {@code count}, lie in its page. */
  private static int run(FastTlb tlb, long linear, int bytes, int count) {
    if (!tlb.hits(linear, bytes)) {
      return 0;
    }
    return Math.min(count, (PhysicalMemory.FRAME_BYTES - ((int) linear & OFFSET_MASK)) / bytes);
  }

  /**
   * Stores the same value.
   *
   * @param bytes width of an element: 1, 2, 4 or 8
   * @param count number of elements wanted
   * @return number of elements stored
   */
  static int fill(FastTlb writes, long linear, int bytes, long value, int count) {
    int run = run(writes, linear, bytes, count);
    if (run == 0) {
      return 0;
    }
    byte[] page = writes.pageOf(linear);
    int start = (int) linear & OFFSET_MASK;
    int end = start + run * bytes;
    if (bytes == 1) {
      Arrays.fill(page, start, end, (byte) value);
    } else {
      for (int at = start; at < end; at += bytes) {
        LittleEndian.put(page, at, bytes, value);
      }
    }
    return run;
  }

  /**
   * Copies. Where a target lies above its source and both overlap, what was written is read again.
   *
   * @param bytes width of an element: 1, 2, 4 or 8
   * @param count number of elements wanted
   * @return number of elements copied
   */
  static int copy(FastTlb reads, long source, FastTlb writes, long target, int bytes, int count) {
    int run = Math.min(run(reads, source, bytes, count), run(writes, target, bytes, count));
    if (run == 0) {
      return 0;
    }
    byte[] from = reads.pageOf(source);
    byte[] to = writes.pageOf(target);
    int at = (int) source & OFFSET_MASK;
    int into = (int) target & OFFSET_MASK;
    int length = run * bytes;
    if (into <= at || into >= at + length) {
      System.arraycopy(from, at, to, into, length);
    } else {
      for (int i = 0; i < length; i += bytes) {
        LittleEndian.put(to, into + i, bytes, LittleEndian.get(from, at + i, bytes));
      }
    }
    return run;
  }
}
