package ksim.core.softfloat;

/**
 * What rounding has to know of a format.
 *
 * @param precision bits of the significand, the integer bit included: at most 64
 * @param minExponent exponent of the smallest normal number, unbiased
 * @param maxExponent exponent of the largest number, unbiased; it is the bias, too
 */
public record Format(int precision, int minExponent, int maxExponent) {
  /** Half precision, of conversions only. */
  public static final Format BINARY16 = new Format(11, -14, 15);

  /** Single precision. */
  public static final Format BINARY32 = new Format(24, -126, 127);

  /** Double precision. */
  public static final Format BINARY64 = new Format(53, -1022, 1023);

  /** The x87's double extended precision. */
  public static final Format EXTENDED = new Format(64, -16382, 16383);

  /** Results of the x87 under a precision control of 53 bits: the exponent range is not reduced. */
  public static final Format EXTENDED_53 = new Format(53, -16382, 16383);

  /** Results of the x87 under a precision control of 24 bits. */
  public static final Format EXTENDED_24 = new Format(24, -16382, 16383);

  /**
   * The format to which the x87 rounds under a control word: its PC field, bits 9-8, decides. The
   * reserved value 1 is 64 bits.
   *
   * @param control x87 control word
   */
  public static Format ofPrecisionControl(int control) {
    return switch (control >>> 8 & 3) {
      case 0 -> EXTENDED_24;
      case 2 -> EXTENDED_53;
      default -> EXTENDED;
    };
  }

  /** Bits of the significand that an interchange format stores. */
  int fractionBits() {
    return precision - 1;
  }

  /** The largest exponent field of an interchange format: that of infinities and NaNs. */
  int exponentMask() {
    return 2 * maxExponent + 1;
  }

  /** Position of the sign bit of an interchange format. */
  int signBit() {
    return fractionBits() + Integer.bitCount(exponentMask());
  }
}
