package ksim.core.timing.frontend;

import java.util.Arrays;

/**
 * What a block has done with the micro-operation cache, in order: windows that were looked up, and
 * with which result, then windows that were filled. Each is a byte.
 */
final class CacheUses {
  private static final int WINDOW_MASK = 0x3f;
  private static final int ABSENT = 0;
  private static final int SHORT = 1 << 6;
  private static final int HELD = 2 << 6;
  private static final int FILL = 3 << 6;
  private static final int KIND_MASK = 3 << 6;
  private static final int MOST = 128;

  private final byte[] uses = new byte[MOST];
  private int count;
  private boolean complete;
  private boolean fills;

  /** A block begins. */
  void begin() {
    count = 0;
    complete = true;
    fills = false;
  }

  /**
   * A window was looked up.
   *
   * @param absent whether nothing of it was found
   * @param reaches whether it was found as far as the block reaches
   */
  void looked(int window, boolean absent, boolean reaches) {
    // What is looked up after something was filled may depend on that.
    complete &= !fills;
    add(window, kind(absent, reaches));
  }

  /** A window was filled. */
  void filled(int window) {
    fills = true;
    add(window, FILL);
  }

  private static int kind(boolean absent, boolean reaches) {
    if (absent) {
      return ABSENT;
    }
    return reaches ? HELD : SHORT;
  }

  private void add(int window, int kind) {
    if (count == MOST || window > WINDOW_MASK) {
      complete = false;
    } else {
      uses[count++] = (byte) (kind | window);
    }
  }

  /** Whether this is all that was done, and can be done again. */
  boolean isComplete() {
    return complete;
  }

  byte[] told() {
    return Arrays.copyOf(uses, count);
  }

  static int window(byte use) {
    return use & WINDOW_MASK;
  }

  static boolean isFill(byte use) {
    return (use & KIND_MASK) == FILL;
  }

  static boolean isAbsent(byte use) {
    return (use & KIND_MASK) == ABSENT;
  }

  /** Whether a lookup had the given result. */
  static boolean isAlike(byte use, boolean absent, boolean reaches) {
    return (use & KIND_MASK) == kind(absent, reaches);
  }
}
