package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * What the micro-operation cache delivers in one cycle: micro-operations of at most two lines. How
 * many the second may add depends on where it lies and on how many the first gave, as measured on
 * Skylake (Abel and Reineke, uiCA, 2022).
 */
final class LineReader implements Persistent {
  private final int width;
  private final int windowBytes;
  private final boolean paired;

  private int left;
  private int delivered;
  private boolean fresh;
  private boolean second;
  private boolean wide;
  private boolean wideBefore;

  /** Slots of the present line that are used up. */
  private int used;

  /** Address of an instruction in the window of the present line. */
  private long window;

  LineReader(FrontEndShape shape) {
    width = shape.cacheWidth();
    windowBytes = shape.windowBytes();
    paired = shape.cachePairs();
  }

  /** A new cycle begins. */
  void newCycle() {
    wideBefore = wide;
    wide = false;
    left = width;
    delivered = 0;
    fresh = used == 0;
    second = false;
  }

  /** A line is the next one to be read. */
  void newLine(long address) {
    used = 0;
    window = address;
  }

  /** Nothing more is delivered in this cycle. */
  void close() {
    left = 0;
  }

  /** Whether more can be delivered in this cycle. */
  boolean open() {
    return left > 0;
  }

  /**
   * Whether what lies at an address can be part of the present line.
   *
   * @param slots the slots it takes
   * @param lineUops slots of a line
   */
  boolean sameLine(long address, int slots, int lineUops) {
    return used + slots <= lineUops && FrontEndShape.same(address, window, windowBytes);
  }

  /**
   * Whether the next line, the present one being read to its end, can be read in the same cycle.
   *
   * @param address linear address of its first instruction
   * @param taken whether a taken branch leads there
   */
  boolean goesOn(long address, boolean taken) {
    if (second || left == 0) {
      return false;
    }
    second = true;
    if (!paired) {
      return true;
    }
    if (FrontEndShape.same(address, window, windowBytes)) {
      left = taken && !wideBefore ? 0 : left;
    } else if (fresh) {
      left = delivered == width ? 0 : Math.max(1, (width - delivered) & ~1);
    } else if (taken) {
      boolean nearlyEmpty = delivered == 1 || (delivered == 2 && used >= width - 1);
      left = nearlyEmpty ? width - 2 : Math.min(left, 2);
    }
    return left > 0;
  }

  /**
   * Delivers micro-operations of the present line.
   *
   * @param twoSlots by micro-operation: whether it takes two slots
   * @param from the first of them
   * @param to the one behind the last
   * @return how many are delivered
   */
  int read(boolean[] twoSlots, int from, int to) {
    int count = 0;
    while (from + count < to && left > 0) {
      if (twoSlots[from + count]) {
        if (left < 2) {
          left = 0;
          break;
        }
        used++;
        left = 0;
        wide = true;
      } else {
        left--;
      }
      used++;
      count++;
    }
    delivered += count;
    return count;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(left);
    out.writeInt(delivered);
    out.writeBoolean(fresh);
    out.writeBoolean(second);
    out.writeBoolean(wide);
    out.writeBoolean(wideBefore);
    out.writeInt(used);
    out.writeLong(window);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    left = in.readInt();
    delivered = in.readInt();
    fresh = in.readBoolean();
    second = in.readBoolean();
    wide = in.readBoolean();
    wideBefore = in.readBoolean();
    used = in.readInt();
    window = in.readLong();
  }
}
