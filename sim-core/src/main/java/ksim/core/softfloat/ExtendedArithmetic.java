package ksim.core.softfloat;

/**
 * Arithmetic of the x87 on its 80-bit format. The unit has been given the control word with {@link
 * FloatUnit#loadX87Control}; results of addition, subtraction, multiplication, division and square
 * root are rounded to the precision that {@link Format#ofPrecisionControl} gives.
 *
 * <p>Each operation returns the masked response, or for unmasked overflow and underflow the result
 * with an adjusted exponent, which a register receives and memory does not (Intel SDM volume 1,
 * sections 8.5.4 and 8.5.5). What precedes a computation and is unmasked leaves registers alone.
 * {@link FloatUnit#roundedUp} is C1 afterwards.
 */
public final class ExtendedArithmetic {
  private ExtendedArithmetic() {}

  private static void load(FloatUnit unit, Extended a, Extended b) {
    load(unit, a);
    unit.b.unpackExtended(b.signExponent(), b.significand());
  }

  private static void load(FloatUnit unit, Extended a) {
    unit.roundedUp = false;
    unit.a.unpackExtended(a.signExponent(), a.significand());
  }

  /** a + b. */
  public static Extended add(FloatUnit unit, Extended a, Extended b, Format precision) {
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, false, precision);
    return unit.result.packExtended();
  }

  /** a - b. */
  public static Extended sub(FloatUnit unit, Extended a, Extended b, Format precision) {
    load(unit, a, b);
    Sum.of(unit, unit.a, unit.b, true, precision);
    return unit.result.packExtended();
  }

  /** a * b. */
  public static Extended mul(FloatUnit unit, Extended a, Extended b, Format precision) {
    load(unit, a, b);
    Product.of(unit, unit.a, unit.b, precision);
    return unit.result.packExtended();
  }

  /** a / b. */
  public static Extended div(FloatUnit unit, Extended a, Extended b, Format precision) {
    load(unit, a, b);
    Quotient.of(unit, unit.a, unit.b, precision);
    return unit.result.packExtended();
  }

  /** The square root of a. */
  public static Extended sqrt(FloatUnit unit, Extended a, Format precision) {
    load(unit, a);
    SquareRoot.of(unit, unit.a, precision);
    return unit.result.packExtended();
  }

  /**
   * Compares two numbers.
   *
   * @param signalling whether a quiet NaN is invalid (FCOM, not FUCOM)
   * @return one of the values of {@link Comparison}
   */
  public static int compare(FloatUnit unit, Extended a, Extended b, boolean signalling) {
    load(unit, a, b);
    return Comparison.of(unit, unit.a, unit.b, signalling);
  }

  /** FRNDINT: a rounded to an integer by the rounding mode. */
  public static Extended roundToIntegral(FloatUnit unit, Extended a) {
    load(unit, a);
    unit.noteDenormals(unit.a, unit.a);
    Integral.round(unit, unit.a, unit.rounding);
    return unit.result.packExtended();
  }

  /** FPREM: the remainder of the quotient truncated. */
  public static Remainder remainder(FloatUnit unit, Extended a, Extended b) {
    load(unit, a, b);
    return Remainder.of(unit, unit.a, unit.b, false);
  }

  /** FPREM1: the remainder of the quotient rounded to nearest, ties to even. */
  public static Remainder remainderNearest(FloatUnit unit, Extended a, Extended b) {
    load(unit, a, b);
    return Remainder.of(unit, unit.a, unit.b, true);
  }

  /** FSCALE: a * 2^n, n being b truncated. */
  public static Extended scale(FloatUnit unit, Extended a, Extended b) {
    load(unit, a, b);
    Scaling.scale(unit, unit.a, unit.b);
    return unit.result.packExtended();
  }

  /** FXTRACT: the exponent of a, unbiased; minus infinity and divide-by-zero of zero. */
  public static Extended exponent(FloatUnit unit, Extended a) {
    load(unit, a);
    Scaling.exponent(unit, unit.a);
    return unit.result.packExtended();
  }

  /** FXTRACT: the significand of a, 1 to below 2, with its sign. */
  public static Extended significand(FloatUnit unit, Extended a) {
    load(unit, a);
    Scaling.significand(unit, unit.a);
    return unit.result.packExtended();
  }

  /** The extended value of a binary32 number (FLD m32): exact. */
  public static Extended fromBinary32(FloatUnit unit, int bits) {
    return from(unit, bits, Format.BINARY32);
  }

  /** The extended value of a binary64 number (FLD m64): exact. */
  public static Extended fromBinary64(FloatUnit unit, long bits) {
    return from(unit, bits, Format.BINARY64);
  }

  private static Extended from(FloatUnit unit, long bits, Format format) {
    unit.a.unpack(bits, format, false);
    unit.noteDenormals(unit.a, unit.a);
    Conversion.convert(unit, unit.a, Format.EXTENDED);
    return unit.result.packExtended();
  }

  /**
   * A number with more digits than fit, rounded: (high + low / 2^64) * 2^(exponent - 63), which is
   * not zero.
   *
   * @param high the first 64 digits of the magnitude
   * @param low the next 64; the last of them also stands for all that follow
   */
  public static Extended round(
      FloatUnit unit, boolean negative, int exponent, long high, long low) {
    unit.roundedUp = false;
    unit.result.setFinite(negative, exponent, high, low);
    Rounder.round(unit, Format.EXTENDED);
    return unit.result.packExtended();
  }

  /** a rounded to binary32 (FST m32). Under unmasked overflow or underflow nothing is stored. */
  public static int toBinary32(FloatUnit unit, Extended a) {
    return (int) to(unit, a, Format.BINARY32);
  }

  /** a rounded to binary64 (FST m64). Under unmasked overflow or underflow nothing is stored. */
  public static long toBinary64(FloatUnit unit, Extended a) {
    return to(unit, a, Format.BINARY64);
  }

  private static long to(FloatUnit unit, Extended a, Format format) {
    load(unit, a);
    UnmaskedResponse ofRegisters = unit.unmaskedResponse;
    unit.unmaskedResponse = UnmaskedResponse.NOT_STORED;
    Conversion.convert(unit, unit.a, format);
    unit.unmaskedResponse = ofRegisters;
    return unit.result.pack(format);
  }

  /** An integer as extended number: exact. */
  public static Extended fromInteger(FloatUnit unit, long value) {
    Conversion.ofInteger(unit, value, Format.EXTENDED);
    return unit.result.packExtended();
  }

  /**
   * a rounded to an integer (FIST, FISTTP); the integer indefinite, invalid, if it does not fit.
   *
   * @param bits width of the integer: 16, 32 or 64
   * @param rounding {@link FloatUnit#rounding}, or {@link RoundingControl#ZERO} for FISTTP
   */
  public static long toInteger(FloatUnit unit, Extended a, int bits, int rounding) {
    load(unit, a);
    return Integral.toInteger(unit, unit.a, bits, rounding);
  }
}
