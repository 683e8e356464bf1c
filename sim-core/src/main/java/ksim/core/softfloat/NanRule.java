package ksim.core.softfloat;

/** Which operand becomes the result where operands are NaNs (Intel SDM volume 1, table 4-7). */
public enum NanRule {
  /** SSE, AVX and FMA: the first operand that is a NaN. */
  FIRST_OPERAND,

  /**
   * x87: a quiet one before a signalling one, else the one with the larger significand, else the
   * positive one.
   */
  LARGER_SIGNIFICAND;

  /** The operand that is propagated; at least one of the two is a NaN. */
  Unpacked select(Unpacked a, Unpacked b) {
    if (!a.isNan() || !b.isNan()) {
      return a.isNan() ? a : b;
    }
    return switch (this) {
      case FIRST_OPERAND -> a;
      case LARGER_SIGNIFICAND -> larger(a, b);
    };
  }

  private static Unpacked larger(Unpacked a, Unpacked b) {
    if (a.kind != b.kind) {
      return a.kind == Unpacked.Kind.QUIET_NAN ? a : b;
    }
    int order = Long.compareUnsigned(a.significand, b.significand);
    if (order != 0) {
      return order > 0 ? a : b;
    }
    return a.negative ? b : a;
  }
}
