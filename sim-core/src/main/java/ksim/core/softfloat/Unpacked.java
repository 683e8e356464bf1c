package ksim.core.softfloat;

/**
 * A number of any format, taken apart. Scratch storage: it belongs to a {@link FloatUnit} and is
 * overwritten by the next operation, so that operations need no allocation.
 *
 * <p>A finite number is (significand + low / 2^64) * 2^(exponent - 63), negated if {@link
 * #negative}. Operands, and results before rounding, are normalized: bit 63 of the significand is
 * set. A rounded denormal result has the smallest exponent of its format and bit 63 clear.
 */
final class Unpacked {
  /** What an unpacked number is. */
  enum Kind {
    ZERO,
    FINITE,
    INFINITY,
    QUIET_NAN,
    SIGNALLING_NAN,
    /** An 80-bit encoding that is invalid as operand: pseudo-NaN, pseudo-infinity, unnormal. */
    UNSUPPORTED
  }

  private static final long INTEGER_BIT = 1L << 63;

  /** The bit of a NaN's significand that tells quiet ones from signalling ones. */
  private static final long QUIET_BIT = 1L << 62;

  Kind kind = Kind.ZERO;
  boolean negative;

  /** Whether the operand was a denormal that is not taken as zero. */
  boolean denormal;

  int exponent;

  /** Of a NaN: its significand, with the integer bit, from bit 63 downwards. */
  long significand;

  /** 64 bits below the significand; the lowest one also stands for all that is lost below it. */
  long low;

  boolean isNan() {
    return kind == Kind.QUIET_NAN || kind == Kind.SIGNALLING_NAN;
  }

  boolean isZero() {
    return kind == Kind.ZERO;
  }

  boolean isInfinite() {
    return kind == Kind.INFINITY;
  }

  void setZero(boolean isNegative) {
    kind = Kind.ZERO;
    negative = isNegative;
    significand = 0;
    low = 0;
  }

  void setInfinity(boolean isNegative) {
    kind = Kind.INFINITY;
    negative = isNegative;
    significand = INTEGER_BIT;
    low = 0;
  }

  /** The QNaN floating-point indefinite (Intel SDM volume 1, section 4.8.3.7). */
  void setIndefinite() {
    kind = Kind.QUIET_NAN;
    negative = true;
    significand = INTEGER_BIT | QUIET_BIT;
    low = 0;
  }

  /** A NaN, made quiet. */
  void setQuiet(Unpacked nan) {
    kind = Kind.QUIET_NAN;
    negative = nan.negative;
    significand = nan.significand | QUIET_BIT;
    low = 0;
  }

  /** A finite number that is not zero; its 128 bits are normalized. */
  void setFinite(boolean isNegative, int newExponent, long high, long newLow) {
    kind = Kind.FINITE;
    negative = isNegative;
    denormal = false;
    if (high == 0) {
      int shift = Long.numberOfLeadingZeros(newLow);
      exponent = newExponent - 64 - shift;
      significand = newLow << shift;
      low = 0;
    } else {
      int shift = Long.numberOfLeadingZeros(high);
      exponent = newExponent - shift;
      significand = shift == 0 ? high : (high << shift) | (newLow >>> (64 - shift));
      low = newLow << shift;
    }
  }

  /** The number that an integer is. */
  void setInteger(long value) {
    if (value == 0) {
      setZero(false);
    } else {
      setFinite(value < 0, 63, Math.abs(value), 0);
    }
  }

  void set(Unpacked other) {
    kind = other.kind;
    negative = other.negative;
    denormal = other.denormal;
    exponent = other.exponent;
    significand = other.significand;
    low = other.low;
  }

  /**
   * Takes an interchange format apart.
   *
   * @param bits the encoding, in the low bits
   * @param denormalsAreZero whether a denormal is a zero
   */
  void unpack(long bits, Format format, boolean denormalsAreZero) {
    int fractionBits = format.fractionBits();
    int field = (int) (bits >>> fractionBits) & format.exponentMask();
    long fraction = bits << (64 - fractionBits) >>> 1;
    negative = (bits >>> format.signBit() & 1) != 0;
    denormal = false;
    low = 0;
    if (field == format.exponentMask()) {
      special(fraction);
    } else if (field != 0) {
      kind = Kind.FINITE;
      exponent = field - format.maxExponent();
      significand = INTEGER_BIT | fraction;
    } else if (fraction == 0 || denormalsAreZero) {
      setZero(negative);
    } else {
      setFinite(negative, format.minExponent(), fraction, 0);
      denormal = true;
    }
  }

  private void special(long fraction) {
    significand = INTEGER_BIT | fraction;
    if (fraction == 0) {
      kind = Kind.INFINITY;
    } else {
      kind = (fraction & QUIET_BIT) != 0 ? Kind.QUIET_NAN : Kind.SIGNALLING_NAN;
    }
  }

  /**
   * Takes the 80-bit format apart. A pseudo-denormal (exponent field zero, integer bit set) counts
   * as a denormal; encodings with a clear integer bit and any other exponent field are unsupported
   * (Intel SDM volume 1, section 8.2.2).
   */
  void unpackExtended(int signExponent, long bits) {
    int field = signExponent & 0x7fff;
    negative = (signExponent & 0x8000) != 0;
    denormal = false;
    low = 0;
    if (field == 0) {
      if (bits == 0) {
        setZero(negative);
      } else {
        setFinite(negative, Format.EXTENDED.minExponent(), bits, 0);
        denormal = true;
      }
    } else if (bits >= 0) {
      kind = Kind.UNSUPPORTED;
    } else if (field == 0x7fff) {
      special(bits & ~INTEGER_BIT);
    } else {
      kind = Kind.FINITE;
      exponent = field - Format.EXTENDED.maxExponent();
      significand = bits;
    }
  }

  /** The encoding in an interchange format, to which the number has been rounded. */
  long pack(Format format) {
    int fractionBits = format.fractionBits();
    long field =
        switch (kind) {
          case ZERO -> 0;
          case FINITE -> significand < 0 ? exponent + format.maxExponent() : 0;
          case INFINITY, QUIET_NAN, SIGNALLING_NAN, UNSUPPORTED -> format.exponentMask();
        };
    long fraction = significand << 1 >>> (64 - fractionBits);
    return (negative ? 1L << format.signBit() : 0) | field << fractionBits | fraction;
  }

  /** The encoding in the 80-bit format, to which the number has been rounded. */
  Extended packExtended() {
    int field =
        switch (kind) {
          case ZERO -> 0;
          case FINITE -> significand < 0 ? exponent + Format.EXTENDED.maxExponent() : 0;
          case INFINITY, QUIET_NAN, SIGNALLING_NAN, UNSUPPORTED -> 0x7fff;
        };
    return new Extended((negative ? 0x8000 : 0) | field, significand);
  }

  /** Shifts the 128 bits right; what leaves them at the right is kept in the lowest bit. */
  void shiftRight(int distance) {
    if (distance == 0) {
      return;
    }
    if (distance < 64) {
      long lost = low << (64 - distance);
      low = (low >>> distance) | (significand << (64 - distance)) | (lost != 0 ? 1 : 0);
      significand >>>= distance;
    } else if (distance < 128) {
      long lost = low | (distance == 64 ? 0 : significand << (128 - distance));
      low = (significand >>> (distance - 64)) | (lost != 0 ? 1 : 0);
      significand = 0;
    } else {
      low = (significand | low) != 0 ? 1 : 0;
      significand = 0;
    }
  }

  /** Makes a denormal of a number whose exponent is below that of the smallest normal one. */
  void limitExponent(int minExponent) {
    if (exponent < minExponent) {
      shiftRight(minExponent - exponent);
      exponent = minExponent;
    }
  }
}
