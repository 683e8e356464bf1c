package ksim.core.softfloat;

/** Comparison. */
public final class Comparison {
  /** The first operand is less. */
  public static final int LESS = -1;

  /** The operands are equal; zeros are, whatever their signs. */
  public static final int EQUAL = 0;

  /** The first operand is greater. */
  public static final int GREATER = 1;

  /** An operand is a NaN. */
  public static final int UNORDERED = 2;

  private Comparison() {}

  /** Compares; a quiet NaN is invalid if the comparison is a signalling one. */
  static int of(FloatUnit unit, Unpacked a, Unpacked b, boolean signalling) {
    if (unit.special(a, b)) {
      unit.raise(signalling ? ExceptionFlags.INVALID : 0);
      return UNORDERED;
    }
    unit.noteDenormals(a, b);
    if (a.isZero() && b.isZero()) {
      return EQUAL;
    }
    int signs = Integer.compare(sign(a), sign(b));
    if (signs != 0) {
      return signs;
    }
    int magnitudes = magnitudes(a, b);
    return a.negative ? -magnitudes : magnitudes;
  }

  private static int sign(Unpacked x) {
    return x.isZero() ? 0 : x.negative ? -1 : 1;
  }

  private static int magnitudes(Unpacked a, Unpacked b) {
    if (a.isInfinite() || b.isInfinite()) {
      return Boolean.compare(a.isInfinite(), b.isInfinite());
    }
    int exponents = Integer.compare(a.exponent, b.exponent);
    return exponents != 0
        ? exponents
        : Integer.signum(Long.compareUnsigned(a.significand, b.significand));
  }
}
