package ksim.core.softfloat;

/**
 * Arithmetic of SSE and AVX on binary32 numbers, given and returned as their encodings. The unit
 * has been given MXCSR with {@link FloatUnit#loadMxcsr}.
 *
 * <p>Where numbers are normal and rounding is to nearest, the host's arithmetic gives the same
 * bits; whether it rounded is found with a product in binary64, which is exact.
 */
public final class Binary32 {
  private static final int EXPONENT_MASK = 0xff;

  private Binary32() {}

  /** Whether an exponent field is that of a normal number, at least a lower limit. */
  private static boolean isNormal(int bits, int least) {
    int field = bits >>> 23 & EXPONENT_MASK;
    return field >= least && field < EXPONENT_MASK;
  }

  private static boolean isPlain(int bits) {
    return isNormal(bits, 1) || bits << 1 == 0;
  }

  private static void load(FloatUnit unit, int a, int b) {
    load(unit, a);
    unit.b.unpack(b, Format.BINARY32, unit.denormalsAreZero);
  }

  private static void load(FloatUnit unit, int a) {
    unit.a.unpack(a, Format.BINARY32, unit.denormalsAreZero);
  }

  private static int result(FloatUnit unit) {
    return (int) unit.result.pack(Format.BINARY32);
  }

  /** What rounding made of x + y lacks: always a number of the format itself (Knuth). */
  private static float errorOfSum(float x, float y, float sum) {
    float shareOfY = sum - x;
    return (x - (sum - shareOfY)) + (y - shareOfY);
  }

  /** a + b. */
  public static int add(FloatUnit unit, int a, int b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && isPlain(a) && isPlain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float sum = x + y;
      int bits = Float.floatToRawIntBits(sum);
      if (isPlain(bits)) {
        unit.raiseIfInexact(!unit.inexactReported && errorOfSum(x, y, sum) != 0);
        return bits;
      }
    }
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, false, Format.BINARY32);
    return result(unit);
  }

  /** a - b. */
  public static int sub(FloatUnit unit, int a, int b) {
    if (isPlain(b)) {
      return add(unit, a, b ^ Integer.MIN_VALUE);
    }
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, true, Format.BINARY32);
    return result(unit);
  }

  /** a * b. */
  public static int mul(FloatUnit unit, int a, int b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && isNormal(a, 1) && isNormal(b, 1)) {
      double product = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
      float rounded = (float) product;
      int bits = Float.floatToRawIntBits(rounded);
      if (isNormal(bits, 2)) {
        unit.raiseIfInexact(rounded != product);
        return bits;
      }
    }
    load(unit, a, b);
    Product.of(unit, unit.a, unit.b, Format.BINARY32);
    return result(unit);
  }

  /** a / b. */
  public static int div(FloatUnit unit, int a, int b) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && isNormal(a, 1) && isNormal(b, 1)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float quotient = x / y;
      int bits = Float.floatToRawIntBits(quotient);
      if (isNormal(bits, 2)) {
        unit.raiseIfInexact((double) quotient * y != x);
        return bits;
      }
    }
    load(unit, a, b);
    Quotient.of(unit, unit.a, unit.b, Format.BINARY32);
    return result(unit);
  }

  /** The square root of a. */
  public static int sqrt(FloatUnit unit, int a) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && a > 0 && isNormal(a, 1)) {
      float x = Float.intBitsToFloat(a);
      float root = (float) Math.sqrt(x); // binary64 has bits enough not to round twice
      unit.raiseIfInexact((double) root * root != x);
      return Float.floatToRawIntBits(root);
    }
    load(unit, a);
    SquareRoot.of(unit, unit.a, Format.BINARY32);
    return result(unit);
  }

  /**
   * (+/-)a * b (+/-) c with one rounding.
   *
   * @param negateProduct whether the product is negated
   * @param negateAddend whether the addend is negated
   */
  public static int fma(
      FloatUnit unit, int a, int b, int c, boolean negateProduct, boolean negateAddend) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN
        && isNormal(a, 1)
        && isNormal(b, 1)
        && isNormal(c, 1)) {
      float x = Float.intBitsToFloat(negateProduct ? a ^ Integer.MIN_VALUE : a);
      float y = Float.intBitsToFloat(b);
      float z = Float.intBitsToFloat(negateAddend ? c ^ Integer.MIN_VALUE : c);
      float fused = Math.fma(x, y, z);
      int bits = Float.floatToRawIntBits(fused);
      if (isNormal(bits, 2)) {
        unit.raiseIfInexact(!unit.inexactReported && !isExact((double) x * y, z, fused));
        return bits;
      }
    }
    load(unit, a, b);
    unit.c.unpack(c, Format.BINARY32, unit.denormalsAreZero);
    Product.fused(unit, unit.a, unit.b, unit.c, negateProduct, negateAddend, Format.BINARY32);
    return result(unit);
  }

  /** Whether a product, which is exact in binary64, and an addend have that very sum. */
  private static boolean isExact(double product, double addend, float rounded) {
    double sum = product + addend;
    double shareOfAddend = sum - product;
    double error = (product - (sum - shareOfAddend)) + (addend - shareOfAddend);
    return error == 0 && sum == rounded;
  }

  /**
   * Compares two numbers.
   *
   * @param signalling whether a quiet NaN is invalid
   * @return one of the values of {@link Comparison}
   */
  public static int compare(FloatUnit unit, int a, int b, boolean signalling) {
    if (isPlain(a) && isPlain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      return x < y ? Comparison.LESS : x > y ? Comparison.GREATER : Comparison.EQUAL;
    }
    load(unit, a, b);
    return Comparison.of(unit, unit.a, unit.b, signalling);
  }

  /** MIN: the second operand unless the first one is less; any NaN is invalid. */
  public static int min(FloatUnit unit, int a, int b) {
    boolean first = compare(unit, a, b, true) == Comparison.LESS;
    return asOperand(unit, first ? a : b);
  }

  /** MAX: the second operand unless the first one is greater; any NaN is invalid. */
  public static int max(FloatUnit unit, int a, int b) {
    boolean first = compare(unit, a, b, true) == Comparison.GREATER;
    return asOperand(unit, first ? a : b);
  }

  /** An operand as operations see it: under DAZ denormals are zeros. */
  private static int asOperand(FloatUnit unit, int bits) {
    boolean flushed = unit.denormalsAreZero && (bits >>> 23 & EXPONENT_MASK) == 0;
    return flushed ? bits & Integer.MIN_VALUE : bits;
  }

  /**
   * a rounded to an integer. Denormal operands are not noted.
   *
   * @param rounding a value of {@link RoundingControl}
   * @param silent whether the inexact exception is suppressed
   */
  public static int roundToIntegral(FloatUnit unit, int a, int rounding, boolean silent) {
    if (isPlain(a)) {
      long rounded = Binary64.roundToIntegral(unit, widened(a), rounding, silent);
      return Float.floatToRawIntBits((float) Double.longBitsToDouble(rounded));
    }
    int before = unit.flags;
    load(unit, a);
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
  public static long toInteger(FloatUnit unit, int a, int bits, int rounding) {
    if (isPlain(a)) {
      return Binary64.toInteger(unit, widened(a), bits, rounding);
    }
    load(unit, a);
    return Integral.toInteger(unit, unit.a, bits, rounding);
  }

  /** The encoding in binary64. */
  private static long widened(int a) {
    return Double.doubleToRawLongBits(Float.intBitsToFloat(a));
  }

  /** The number nearest to an integer. */
  public static int fromInteger(FloatUnit unit, long value) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN && value == (int) value) {
      float nearest = value;
      unit.raiseIfInexact((double) nearest != (double) value);
      return Float.floatToRawIntBits(nearest);
    }
    Conversion.ofInteger(unit, value, Format.BINARY32);
    return result(unit);
  }

  /** A binary64 number rounded to binary32. */
  public static int fromBinary64(FloatUnit unit, long bits) {
    if (unit.rounding == RoundingControl.NEAREST_EVEN) {
      double x = Double.longBitsToDouble(bits);
      float nearest = (float) x;
      int result = Float.floatToRawIntBits(nearest);
      if (isNormal(result, 2)) {
        unit.raiseIfInexact(nearest != x);
        return result;
      }
    }
    unit.a.unpack(bits, Format.BINARY64, unit.denormalsAreZero);
    unit.noteDenormals(unit.a, unit.a);
    Conversion.convert(unit, unit.a, Format.BINARY32);
    return result(unit);
  }

  /** A binary16 number in binary32: exact. DAZ does not apply, denormals are not noted. */
  public static int fromBinary16(FloatUnit unit, int bits) {
    unit.a.unpack(bits, Format.BINARY16, false);
    Conversion.convert(unit, unit.a, Format.BINARY32);
    return result(unit);
  }

  /**
   * A number rounded to binary16, in the low 16 bits. FTZ does not apply. Denormals, which are far
   * below all binary16 numbers, are always reported as inexact, on Intel processors even where
   * underflow is unmasked and only the exponent is out of range.
   *
   * @param rounding a value of {@link RoundingControl}
   */
  public static int toBinary16(FloatUnit unit, int bits, int rounding) {
    int unitRounding = unit.rounding;
    boolean flushToZero = unit.flushToZero;
    unit.rounding = rounding;
    unit.flushToZero = false;
    load(unit, bits);
    if (unit.a.denormal) {
      unit.raise(ExceptionFlags.DENORMAL | ExceptionFlags.INEXACT);
    }
    Conversion.convert(unit, unit.a, Format.BINARY16);
    unit.rounding = unitRounding;
    unit.flushToZero = flushToZero;
    return (int) unit.result.pack(Format.BINARY16);
  }
}
