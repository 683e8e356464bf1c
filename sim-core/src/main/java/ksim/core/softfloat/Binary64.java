package ksim.core.softfloat;

/**
 * Arithmetic of SSE and AVX on binary64 numbers, given and returned as their encodings. The unit
 * has been given MXCSR with {@link FloatUnit#loadMxcsr}.
 *
 * <p>Where numbers are normal, so that neither denormals nor limits of the format matter, and
 * rounding is to nearest, the host's arithmetic gives the same bits; whether it rounded is found
 * from the error of the operation, which is a number itself.
 */
public final class Binary64 {
  private static final long EXPONENT_MASK = 0x7ff;

  /** Exponent fields from here on leave room for the error of a product or quotient below them. */
  private static final int ERROR_IS_NORMAL = 128;

  private Binary64() {}

  /** Whether an exponent field is that of a normal number, at least a lower limit. */
  private static boolean isNormal(long bits, int least) {
    long field = bits >>> 52 & EXPONENT_MASK;
    return field >= least && field < EXPONENT_MASK;
  }

  private static boolean isZero(long bits) {
    return bits << 1 == 0;
  }

  private static boolean isPlain(long bits) {
    return isNormal(bits, 1) || isZero(bits);
  }

  private static void load(FloatUnit unit, long a, long b) {
    unit.a.unpack(a, Format.BINARY64, unit.denormalsAreZero);
    unit.b.unpack(b, Format.BINARY64, unit.denormalsAreZero);
  }

  private static long result(FloatUnit unit) {
    return unit.result.pack(Format.BINARY64);
  }

  /** What rounding made of x + y lacks: always a number of the format itself (Knuth). */
  private static double errorOfSum(double x, double y, double sum) {
    double shareOfY = sum - x;
    return (x - (sum - shareOfY)) + (y - shareOfY);
  }

  /** a + b. */
  public static long add(FloatUnit unit, long a, long b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && isPlain(a) && isPlain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double sum = x + y;
      long bits = Double.doubleToRawLongBits(sum);
      if (isPlain(bits)) {
        unit.raiseIfInexact(!unit.inexactReported && errorOfSum(x, y, sum) != 0);
        return bits;
      }
    }
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, false, Format.BINARY64);
    return result(unit);
  }

  /** a - b. */
  public static long sub(FloatUnit unit, long a, long b) {
    if (isPlain(b)) {
      return add(unit, a, b ^ Long.MIN_VALUE);
    }
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, true, Format.BINARY64);
    return result(unit);
  }

  /** a * b. */
  public static long mul(FloatUnit unit, long a, long b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && isNormal(a, 1) && isNormal(b, 1)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double product = x * y;
      long bits = Double.doubleToRawLongBits(product);
      if (isNormal(bits, ERROR_IS_NORMAL)) {
        unit.raiseIfInexact(!unit.inexactReported && Math.fma(x, y, -product) != 0);
        return bits;
      }
    }
    load(unit, a, b);
    Product.of(unit, unit.a, unit.b, Format.BINARY64);
    return result(unit);
  }

  /** a / b. */
  public static long div(FloatUnit unit, long a, long b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN
        && isNormal(a, ERROR_IS_NORMAL)
        && isNormal(b, 1)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double quotient = x / y;
      long bits = Double.doubleToRawLongBits(quotient);
      if (isNormal(bits, 2)) {
        unit.raiseIfInexact(!unit.inexactReported && Math.fma(quotient, y, -x) != 0);
        return bits;
      }
    }
    load(unit, a, b);
    Quotient.of(unit, unit.a, unit.b, Format.BINARY64);
    return result(unit);
  }

  /** The square root of a. */
  public static long sqrt(FloatUnit unit, long a) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && a > 0 && isNormal(a, ERROR_IS_NORMAL)) {
      double x = Double.longBitsToDouble(a);
      double root = Math.sqrt(x);
      unit.raiseIfInexact(!unit.inexactReported && Math.fma(root, root, -x) != 0);
      return Double.doubleToRawLongBits(root);
    }
    unit.a.unpack(a, Format.BINARY64, unit.denormalsAreZero);
    SquareRoot.of(unit, unit.a, Format.BINARY64);
    return result(unit);
  }

  /**
   * (+/-)a * b (+/-) c with one rounding.
   *
   * @param negateProduct whether the product is negated
   * @param negateAddend whether the addend is negated
   */
  public static long fma(
      FloatUnit unit, long a, long b, long c, boolean negateProduct, boolean negateAddend) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN
        && isNormal(a, 1)
        && isNormal(b, 1)
        && isNormal(c, 1)) {
      double x = Double.longBitsToDouble(negateProduct ? a ^ Long.MIN_VALUE : a);
      double y = Double.longBitsToDouble(b);
      double z = Double.longBitsToDouble(negateAddend ? c ^ Long.MIN_VALUE : c);
      double fused = Math.fma(x, y, z);
      long bits = Double.doubleToRawLongBits(fused);
      if (isNormal(bits, 2) && reportFused(unit, x, y, z, fused)) {
        return bits;
      }
    }
    load(unit, a, b);
    unit.c.unpack(c, Format.BINARY64, unit.denormalsAreZero);
    Product.fused(unit, unit.a, unit.b, unit.c, negateProduct, negateAddend, Format.BINARY64);
    return result(unit);
  }

  /** Reports whether x * y + z was rounded; false if that is not easily found. */
  private static boolean reportFused(FloatUnit unit, double x, double y, double z, double fused) {
    if (unit.inexactReported) {
      return true;
    }
    double product = x * y;
    boolean exact =
        isNormal(Double.doubleToRawLongBits(product), ERROR_IS_NORMAL)
            && Math.fma(x, y, -product) == 0;
    if (exact) {
      unit.raiseIfInexact(errorOfSum(product, z, fused) != 0);
    }
    return exact;
  }

  /**
   * Compares two numbers.
   *
   * @param signalling whether a quiet NaN is invalid
   * @return one of the values of {@link Comparison}
   */
  public static int compare(FloatUnit unit, long a, long b, boolean signalling) {
    if (isPlain(a) && isPlain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      return x < y ? Comparison.LESS : x > y ? Comparison.GREATER : Comparison.EQUAL;
    }
    load(unit, a, b);
    return Comparison.of(unit, unit.a, unit.b, signalling);
  }

  /** MIN: the second operand unless the first one is less; any NaN is invalid. */
  public static long min(FloatUnit unit, long a, long b) {
    boolean first = compare(unit, a, b, true) == Comparison.LESS;
    return asOperand(unit, first ? a : b);
  }

  /** MAX: the second operand unless the first one is greater; any NaN is invalid. */
  public static long max(FloatUnit unit, long a, long b) {
    boolean first = compare(unit, a, b, true) == Comparison.GREATER;
    return asOperand(unit, first ? a : b);
  }

  /** An operand as operations see it: under DAZ denormals are zeros. */
  private static long asOperand(FloatUnit unit, long bits) {
    boolean flushed = unit.denormalsAreZero && (bits >>> 52 & EXPONENT_MASK) == 0;
    return flushed ? bits & Long.MIN_VALUE : bits;
  }

  /**
   * a rounded to an integer. Denormal operands are not noted.
   *
   * @param rounding a value of {@link RoundingControl}
   * @param silent whether the inexact exception is suppressed
   */
  public static long roundToIntegral(FloatUnit unit, long a, int rounding, boolean silent) {
    if (isPlain(a)) {
      double x = Double.longBitsToDouble(a);
      double rounded = integral(x, rounding);
      unit.raiseIfInexact(rounded != x && !silent);
      return Double.doubleToRawLongBits(rounded);
    }
    int before = unit.flags;
    unit.a.unpack(a, Format.BINARY64, unit.denormalsAreZero);
    Integral.round(unit, unit.a, rounding);
    if (silent) {
      unit.flags = before | (unit.flags & ~ExceptionFlags.INEXACT);
    }
    return result(unit);
  }

  /**
   * a rounded to an integer; the integer indefinite, invalid, if it does not fit.
   *
   * @param bits width of the integer: 32 or 64
   * @param rounding a value of {@link RoundingControl}
   */
  public static long toInteger(FloatUnit unit, long a, int bits, int rounding) {
    if (isPlain(a)) {
      double x = Double.longBitsToDouble(a);
      double rounded = integral(x, rounding);
      long integer = (long) rounded;
      boolean fits = bits == Integer.SIZE ? integer == (int) integer : Math.abs(rounded) < 0x1p62;
      if (fits) {
        unit.raiseIfInexact(rounded != x);
        return integer;
      }
    }
    unit.a.unpack(a, Format.BINARY64, unit.denormalsAreZero);
    return Integral.toInteger(unit, unit.a, bits, rounding);
  }

  private static double integral(double x, int rounding) {
    return switch (rounding) {
      case RoundingControl.DOWN -> Math.floor(x);
      case RoundingControl.UP -> Math.ceil(x);
      case RoundingControl.ZERO -> x < 0 ? Math.ceil(x) : Math.floor(x);
      default -> Math.rint(x);
    };
  }

  /** The number nearest to an integer. */
  public static long fromInteger(FloatUnit unit, long value) {
    if (value == (int) value) {
      return Double.doubleToRawLongBits((double) value);
    }
    Conversion.ofInteger(unit, value, Format.BINARY64);
    return result(unit);
  }

  /** A binary32 number in binary64: exact. */
  public static long fromBinary32(FloatUnit unit, int bits) {
    if ((bits + 0x80_0000 & 0x7f00_0000) != 0) { // the exponent field is neither 0 nor the largest
      return Double.doubleToRawLongBits(Float.intBitsToFloat(bits));
    }
    unit.a.unpack(bits, Format.BINARY32, unit.denormalsAreZero);
    unit.noteDenormals(unit.a, unit.a);
    Conversion.convert(unit, unit.a, Format.BINARY64);
    return result(unit);
  }
}
