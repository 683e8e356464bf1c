package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The accesses of one CPU to memory in program order: facts for a timing model.
 *
 * <p>A data access that crosses a page border appears as two, the part in the lower page first; one
 * of 16 bytes appears as two of 8. A log made by {@link #withWalks} also has what page walks did,
 * before the access that needed them: one entry for each paging-structure entry that was read, from
 * the root to the leaf, then one for each that had its accessed or dirty flag set. The walks of an
 * access that crosses a page border both stand before its first part.
 */
public final class AccessLog implements Persistent {
  private static final int WRITE = 1;
  private static final int WIDTH_SHIFT = 1;
  private static final int WIDTH_MASK = 15;
  private static final int LEVEL_SHIFT = 5;
  private static final int LEVEL_MASK = 7;
  private static final int FETCH = 1 << 8;
  private static final int LEAF = 1 << 9;
  private static final int DEVICE = 1 << 10;
  private static final int SYSTEM = 1 << 11;
  private static final int ADDRESS_SHIFT = 12;
  private static final int ATTRIBUTES = (1 << ADDRESS_SHIFT) - 1;

  /** Two elements an entry: what and physical address, then the linear address. */
  private long[] entries = new long[256];

  /** Elements of {@link #entries} in use. */
  private int used;

  private final boolean walks;

  private AccessLog(boolean walks) {
    this.walks = walks;
  }

  /** A log of data accesses alone. */
  public static AccessLog ofData() {
    return new AccessLog(false);
  }

  /** A log of data accesses, and of what page walks for data and for instruction fetches do. */
  public static AccessLog withWalks() {
    return new AccessLog(true);
  }

  /** Number of entries since the last {@link #clear}. */
  public int size() {
    return used >> 1;
  }

  /** Physical address of the first byte of an access. */
  public long physical(int index) {
    return entries[2 * index] >>> ADDRESS_SHIFT;
  }

  /** Linear address of the first byte of a data access; of a walk the address it translated. */
  public long linear(int index) {
    return entries[2 * index + 1];
  }

  /** Number of bytes of an access: 1 to 8. */
  public int bytes(int index) {
    return (int) entries[2 * index] >>> WIDTH_SHIFT & WIDTH_MASK;
  }

  /** True if an access was a write. */
  public boolean isWrite(int index) {
    return (entries[2 * index] & WRITE) != 0;
  }

  /** True if an access was one of a page walk, false if it was one to data. */
  public boolean isWalk(int index) {
    return (entries[2 * index] & (LEVEL_MASK << LEVEL_SHIFT)) != 0;
  }

  /**
   * Level of the paging structure that a walk accessed: 1 a page table, 2 a page directory, up to
   * 5; 0 if the access was one to data.
   */
  public int walkLevel(int index) {
    return (int) entries[2 * index] >>> LEVEL_SHIFT & LEVEL_MASK;
  }

  /** True if a walk found the page's translation in this entry: by its level its size is known. */
  public boolean isLeaf(int index) {
    return (entries[2 * index] & LEAF) != 0;
  }

  /** True if a walk was one for an instruction fetch. */
  public boolean isFetchWalk(int index) {
    return (entries[2 * index] & FETCH) != 0;
  }

  /** True if an access went to a device, or to where nothing is, not to RAM. */
  public boolean isDevice(int index) {
    return (entries[2 * index] & DEVICE) != 0;
  }

  /**
   * True if an access was one to a system structure, or to the stack of an exception handler: not
   * one that an operand of an instruction stands for.
   */
  public boolean isSystem(int index) {
    return (entries[2 * index] & SYSTEM) != 0;
  }

  /**
   * True if an access is one that instructions make for their operands, to RAM or a device: neither
   * {@link #isWalk} nor {@link #isSystem}.
   */
  public boolean isOperand(int index) {
    return (entries[2 * index] & (SYSTEM | (LEVEL_MASK << LEVEL_SHIFT))) == 0;
  }

  /**
   * What {@link #hasShape} compares.
   *
   * @param bytes 1 to 8
   */
  public static int shape(int bytes, boolean write) {
    return bytes << WIDTH_SHIFT | (write ? WRITE : 0);
  }

  /** True if there is an entry at an index, an operand in RAM of a {@link #shape}. */
  public boolean hasShape(int index, int shape) {
    int at = 2 * index;
    return at < used && ((int) entries[at] & ATTRIBUTES) == shape;
  }

  /**
   * True if the entries are as many as some shapes, and each is an operand in RAM of its {@link
   * #shape}.
   */
  public boolean consistsOf(int[] shapes) {
    int count = shapes.length;
    if (used != 2 * count) {
      return false;
    }
    long[] all = entries;
    for (int i = 0; i < count; i++) {
      if (((int) all[2 * i] & ATTRIBUTES) != shapes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Forgets all accesses. */
  public void clear() {
    used = 0;
  }

  boolean hasWalks() {
    return walks;
  }

  /** Appends an access to data in RAM. */
  void append(long linear, long physical, int bytes, boolean write) {
    append(linear, physical, shape(bytes, write));
  }

  void appendDevice(long linear, long physical, int bytes, boolean write) {
    append(linear, physical, shape(bytes, write) | DEVICE);
  }

  /** Appends an access of a page walk. */
  void appendWalk(
      long linear,
      long physical,
      int bytes,
      boolean write,
      int level,
      boolean leaf,
      boolean fetch) {
    append(
        linear,
        physical,
        shape(bytes, write) | level << LEVEL_SHIFT | (leaf ? LEAF : 0) | (fetch ? FETCH : 0));
  }

  private void append(long linear, long physical, int attributes) {
    int at = used;
    if (at == entries.length) {
      entries = Arrays.copyOf(entries, 2 * at);
    }
    entries[at] = physical << ADDRESS_SHIFT | attributes;
    entries[at + 1] = linear;
    used = at + 2;
  }

  /** Says of the data accesses from an index on that they were to system structures. */
  void markSystem(int from) {
    for (int at = 2 * from; at < used; at += 2) {
      if ((entries[at] & (LEVEL_MASK << LEVEL_SHIFT)) == 0) {
        entries[at] |= SYSTEM;
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(used);
    SavedArrays.save(out, Arrays.copyOf(entries, used));
  }

  @Override
  public void restore(DataInput in) throws IOException {
    used = in.readInt();
    entries = new long[Math.max(256, used)];
    for (int i = 0; i < used; i++) {
      entries[i] = in.readLong();
    }
  }
}
