package ksim.core.isa.x87;

import ksim.core.softfloat.Extended;

/** What a register holds, as FXAM tells it (Intel SDM volume 2, table 3-42). */
enum NumberClass {
  UNSUPPORTED(0),
  NAN(StatusWord.C0),
  NORMAL(StatusWord.C2),
  INFINITY(StatusWord.C2 | StatusWord.C0),
  ZERO(StatusWord.C3),
  EMPTY(StatusWord.C3 | StatusWord.C0),
  DENORMAL(StatusWord.C3 | StatusWord.C2);

  private static final long INTEGER_BIT = 1L << 63;
  private static final int LARGEST_EXPONENT = 0x7fff;

  private final int conditions;

  NumberClass(int conditions) {
    this.conditions = conditions;
  }

  /** C3, C2 and C0 in place in the status word. */
  int conditions() {
    return conditions;
  }

  /** The class of an encoding; a pseudo-denormal is a denormal. */
  static NumberClass of(Extended value) {
    long significand = value.significand();
    int exponent = value.biasedExponent();
    if (exponent == 0) {
      return significand == 0 ? ZERO : DENORMAL;
    }
    if (significand >= 0) {
      return UNSUPPORTED;
    }
    if (exponent == LARGEST_EXPONENT) {
      return significand == INTEGER_BIT ? INFINITY : NAN;
    }
    return NORMAL;
  }

  /** Neither a number nor an infinity: an operation on it needs no computation. */
  boolean isNotANumber() {
    return this == NAN || this == UNSUPPORTED;
  }
}
