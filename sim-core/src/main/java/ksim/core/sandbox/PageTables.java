package ksim.core.sandbox;

import java.util.Arrays;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;

/**
 * Four-level page tables in the making, in frames taken from RAM one after the other. Pages of a
 * program are readable and executable at any privilege, accessed and dirty.
 */
public final class PageTables {
  /** Size of a page. */
  public static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;

  private static final int LEVELS = 4;
  private static final int LOWEST_SHIFT = 12;
  private static final int BITS_PER_LEVEL = 9;
  private static final long TABLE = Pte.PRESENT | Pte.WRITABLE | Pte.USER | Pte.ACCESSED;
  private static final long USER_PAGE = TABLE | Pte.DIRTY;
  private static final long SYSTEM_PAGE = (USER_PAGE & ~Pte.USER) | Pte.EXECUTE_DISABLE;

  private final PhysicalMemory memory;
  private final long root;
  private long nextFrame;

  /**
   * Empty tables.
   *
   * @param memory where they are
   * @param firstFrame physical address of the first frame to take, which becomes the root
   */
  public PageTables(PhysicalMemory memory, long firstFrame) {
    this.memory = memory;
    this.root = firstFrame;
    clear();
  }

  /** Maps nothing any more, and gives back all frames. */
  public void clear() {
    nextFrame = root;
    newClearFrame();
  }

  /** Physical address of the root table: what CR3 holds. */
  public long root() {
    return root;
  }

  /** Takes a frame, whatever is in it, and answers its physical address. */
  public long newFrame() {
    long frame = nextFrame;
    nextFrame += PAGE_BYTES;
    return frame;
  }

  /** Takes a frame that holds zeros. */
  public long newClearFrame() {
    long frame = newFrame();
    Arrays.fill(memory.writableFrame(frame), (byte) 0);
    return frame;
  }

  /** Maps the page at a linear address for everybody. */
  public void mapForProgram(long linear, long physical) {
    map(linear, physical | USER_PAGE);
  }

  /** Maps the page at a linear address for everybody, but not for writing. */
  public void mapReadOnly(long linear, long physical) {
    map(linear, physical | (USER_PAGE & ~Pte.WRITABLE));
  }

  /** Maps the page at a linear address out of reach of ring 3, and not for code. */
  public void mapForSystem(long linear, long physical) {
    map(linear, physical | SYSTEM_PAGE);
  }

  private void map(long linear, long entryValue) {
    long table = root;
    for (int level = LEVELS; level > 1; level--) {
      long entry = entryAddress(table, linear, level);
      long value = memory.read(entry, Long.BYTES);
      if (!Pte.isPresent(value)) {
        value = newClearFrame() | TABLE;
        memory.write(entry, Long.BYTES, value);
      }
      table = value & Pte.ADDRESS;
    }
    memory.write(entryAddress(table, linear, 1), Long.BYTES, entryValue);
  }

  private static long entryAddress(long table, long linear, int level) {
    int shift = LOWEST_SHIFT + BITS_PER_LEVEL * (level - 1);
    return table + ((linear >>> shift) & ((1 << BITS_PER_LEVEL) - 1)) * Long.BYTES;
  }
}
