package ksim.core.isa.x87;

import ksim.core.cpu.X87Registers;
import ksim.core.softfloat.Extended;

/** The tag word: two bits for each of R0 to R7 (Intel SDM volume 1, section 8.1.7). */
final class TagWord {
  private static final int VALID = 0;
  private static final int ZERO = 1;
  private static final int SPECIAL = 2;
  private static final int EMPTY = 3;

  private TagWord() {}

  /** The tag word; all but "empty" follows from what the registers hold. */
  static int of(X87Registers x87) {
    int word = 0;
    for (int n = 0; n < X87Registers.COUNT; n++) {
      word |= tag(x87, n) << (2 * n);
    }
    return word;
  }

  private static int tag(X87Registers x87, int n) {
    if ((x87.empty >>> n & 1) != 0) {
      return EMPTY;
    }
    Extended value = new Extended(x87.signExponent[n], x87.significand[n]);
    return switch (NumberClass.of(value)) {
      case NORMAL -> VALID;
      case ZERO -> ZERO;
      case EMPTY -> EMPTY;
      case UNSUPPORTED, NAN, INFINITY, DENORMAL -> SPECIAL;
    };
  }

  /** Replaces the tags: what is not "empty" is whatever the register holds. */
  static void load(X87Registers x87, int word) {
    int empty = 0;
    for (int n = 0; n < X87Registers.COUNT; n++) {
      empty |= (word >>> (2 * n) & 3) == EMPTY ? 1 << n : 0;
    }
    x87.empty = empty;
  }
}
