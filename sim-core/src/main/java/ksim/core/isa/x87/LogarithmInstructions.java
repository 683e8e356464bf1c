package ksim.core.isa.x87;

import static ksim.core.isa.x87.NumberClass.DENORMAL;
import static ksim.core.isa.x87.NumberClass.INFINITY;
import static ksim.core.isa.x87.NumberClass.ZERO;

import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/**
 * F2XM1, FYL2X and FYL2XP1 with the special values of the tables in Intel SDM volume 2. Whatever
 * needs a computation counts as inexact, even if the result is not.
 */
final class LogarithmInstructions {
  private static final Extended INFINITE = new Extended(0x7fff, 1L << 63);
  private static final Extended MINUS_HALF = new Extended(0xbffe, 1L << 63);
  private static final Extended MINUS_ONE = Extended.ONE.negate();

  private LogarithmInstructions() {}

  /**
   * F2XM1: 2^x - 1. The manual leaves arguments beyond -1 and 1 undefined; processors return them.
   */
  static Extended power2Minus1(FloatUnit unit, Extended x) {
    NumberClass kind = NumberClass.of(x);
    if (kind.isNotANumber()) {
      return ExtendedArithmetic.roundToIntegral(unit, x);
    }
    if (kind == INFINITY) {
      return x.isNegative() ? MINUS_ONE : x;
    }
    if (kind == ZERO) {
      return x;
    }
    noteDenormal(unit, kind);
    unit.raise(ExceptionFlags.INEXACT);
    Wide exponent = Wide.of(x);
    int order = exponent.compareMagnitude(Wide.ONE);
    if (order > 0) {
      return x;
    }
    if (order == 0) {
      return x.isNegative() ? MINUS_HALF : x;
    }
    return Logarithms.power2Minus1(exponent).roundInexact(unit);
  }

  /** FYL2X: y log2(x). */
  static Extended yLog2X(FloatUnit unit, Extended y, Extended x) {
    NumberClass kindX = NumberClass.of(x);
    NumberClass kindY = NumberClass.of(y);
    if (kindX.isNotANumber() || kindY.isNotANumber()) {
      return ExtendedArithmetic.add(unit, x, y, Format.EXTENDED);
    }
    if (x.isNegative() && kindX != ZERO) {
      return invalid(unit);
    }
    if (kindX == ZERO) {
      return yLog2Zero(unit, y, kindY);
    }
    if (kindX == INFINITY) {
      return kindY == ZERO ? invalid(unit) : infinite(unit, kindY, y.isNegative());
    }
    int order = ExtendedArithmetic.compare(unit, x, Extended.ONE, false);
    if (kindY == INFINITY) {
      return order == 0 ? invalid(unit) : infinite(unit, kindX, y.isNegative() ^ order < 0);
    }
    noteDenormal(unit, kindX);
    noteDenormal(unit, kindY);
    if (order == 0 || kindY == ZERO) {
      return signed(Extended.ZERO, y.isNegative() ^ order < 0);
    }
    return Wide.of(y).times(Logarithms.log2(Wide.of(x)).asKept()).roundInexact(unit);
  }

  private static Extended yLog2Zero(FloatUnit unit, Extended y, NumberClass kindY) {
    if (kindY == ZERO) {
      return invalid(unit);
    }
    if (kindY != INFINITY) {
      unit.raise(ExceptionFlags.DIVIDE_BY_ZERO);
    }
    return signed(INFINITE, !y.isNegative());
  }

  /**
   * FYL2XP1: y log2(1 + x). The manual leaves arguments beyond 1 - sqrt(1/2) undefined; processors
   * compute it all the same, and return x if it is -1 or below.
   */
  static Extended yLog2XPlus1(FloatUnit unit, Extended y, Extended x) {
    NumberClass kindX = NumberClass.of(x);
    NumberClass kindY = NumberClass.of(y);
    if (kindX.isNotANumber() || kindY.isNotANumber()) {
      return ExtendedArithmetic.add(unit, x, y, Format.EXTENDED);
    }
    boolean negative = x.isNegative() ^ y.isNegative();
    if (kindX == INFINITY) {
      return x.isNegative() || kindY == ZERO
          ? invalid(unit)
          : infinite(unit, kindY, y.isNegative());
    }
    if (kindY == INFINITY) {
      return kindX == ZERO ? invalid(unit) : infinite(unit, kindX, negative);
    }
    noteDenormal(unit, kindX);
    noteDenormal(unit, kindY);
    if (kindX == ZERO || kindY == ZERO) {
      return signed(Extended.ZERO, negative);
    }
    if (x.isNegative() && x.biasedExponent() >= Extended.ONE.biasedExponent()) {
      unit.raise(ExceptionFlags.INEXACT);
      return x;
    }
    return Wide.of(y).times(Logarithms.log2OfOnePlus(Wide.of(x)).asKept()).roundInexact(unit);
  }

  private static Extended infinite(FloatUnit unit, NumberClass other, boolean negative) {
    noteDenormal(unit, other);
    return signed(INFINITE, negative);
  }

  private static Extended signed(Extended magnitude, boolean negative) {
    return negative ? magnitude.negate() : magnitude;
  }

  private static Extended invalid(FloatUnit unit) {
    unit.flags = ExceptionFlags.INVALID;
    return Extended.INDEFINITE;
  }

  private static void noteDenormal(FloatUnit unit, NumberClass kind) {
    if (kind == DENORMAL) {
      unit.raise(ExceptionFlags.DENORMAL);
    }
  }
}
