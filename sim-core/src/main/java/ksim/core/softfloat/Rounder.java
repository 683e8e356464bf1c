package ksim.core.softfloat;

/** The rounding step: fits a normalized number of 128 bits into a format. */
final class Rounder {
  /** What unmasked overflow subtracts from the exponent of an x87 result, and underflow adds. */
  private static final int EXPONENT_ADJUSTMENT = 24576;

  private Rounder() {}

  /**
   * Rounds the unit's result, a normalized finite number, and raises what that brings (Intel SDM
   * volume 1, sections 4.9.1.4 to 4.9.1.6 and 8.5.4 to 8.5.6). Tininess is detected after rounding:
   * a number is tiny if it is too small when rounded as if the exponent were not limited.
   */
  static void round(FloatUnit unit, Format format) {
    Unpacked r = unit.result;
    if (r.exponent < format.minExponent() && roundSmall(unit, format)) {
      return;
    }
    boolean inexact = roundAt(unit, 64 - format.precision());
    if (r.exponent > format.maxExponent()) {
      overflow(unit, format, inexact);
    } else if (inexact) {
      unit.raise(ExceptionFlags.INEXACT);
    }
  }

  /**
   * Handles a number below the smallest normal one.
   *
   * @return false if rounding remains to be done as for a normal number
   */
  private static boolean roundSmall(FloatUnit unit, Format format) {
    Unpacked r = unit.result;
    int tail = 64 - format.precision();
    boolean tiny =
        r.exponent < format.minExponent() - 1 || !roundsToPowerOfTwo(unit, format.precision());
    if (tiny && !unit.isMasked(ExceptionFlags.UNDERFLOW)) {
      unmaskedUnderflow(unit, format);
      return true;
    }
    if (tiny && unit.flushToZero) {
      unit.raise(ExceptionFlags.UNDERFLOW | ExceptionFlags.INEXACT);
      r.setZero(r.negative);
      return true;
    }
    r.limitExponent(format.minExponent());
    if (roundAt(unit, tail)) {
      unit.raise(ExceptionFlags.INEXACT | (tiny ? ExceptionFlags.UNDERFLOW : 0));
    }
    if (r.significand == 0) {
      r.setZero(r.negative);
    }
    return true;
  }

  /** Whether rounding to a precision carries into the next exponent. */
  private static boolean roundsToPowerOfTwo(FloatUnit unit, int precision) {
    Unpacked r = unit.result;
    int tail = 64 - precision;
    boolean allOnes = r.significand >>> tail == -1L >>> tail;
    return allOnes && roundsUp(unit.rounding, r.negative, true, dropped(r, tail));
  }

  private static void unmaskedUnderflow(FloatUnit unit, Format format) {
    Unpacked r = unit.result;
    unit.raise(ExceptionFlags.UNDERFLOW);
    boolean inexact = roundAt(unit, 64 - format.precision());
    switch (unit.unmaskedResponse) {
      case NO_RESULT -> unit.raiseIfInexact(inexact);
      case NOT_STORED -> unit.roundedUp = false;
      case ADJUSTED_EXPONENT -> {
        r.exponent += EXPONENT_ADJUSTMENT;
        boolean beyond = r.exponent < format.minExponent(); // only FSCALE goes that far
        unit.raiseIfInexact(inexact || beyond);
        if (beyond) {
          r.setZero(r.negative);
          unit.roundedUp = false;
        }
      }
    }
  }

  private static void overflow(FloatUnit unit, Format format, boolean inexact) {
    Unpacked r = unit.result;
    unit.raise(ExceptionFlags.OVERFLOW);
    if (!unit.isMasked(ExceptionFlags.OVERFLOW)) {
      unmaskedOverflow(unit, format, inexact);
      return;
    }
    unit.raise(ExceptionFlags.INEXACT);
    unit.roundedUp = overflowsToInfinity(unit.rounding, r.negative);
    if (unit.roundedUp) {
      r.setInfinity(r.negative);
    } else {
      r.exponent = format.maxExponent();
      r.significand = -1L << (64 - format.precision());
      r.low = 0;
    }
  }

  private static void unmaskedOverflow(FloatUnit unit, Format format, boolean inexact) {
    Unpacked r = unit.result;
    switch (unit.unmaskedResponse) {
      case NO_RESULT -> unit.raiseIfInexact(inexact);
      case NOT_STORED -> unit.roundedUp = false;
      case ADJUSTED_EXPONENT -> {
        r.exponent -= EXPONENT_ADJUSTMENT;
        boolean beyond = r.exponent > format.maxExponent(); // only FSCALE goes that far
        unit.raiseIfInexact(inexact || beyond);
        if (beyond) {
          r.setInfinity(r.negative);
          unit.roundedUp = true;
        }
      }
    }
  }

  private static boolean overflowsToInfinity(int rounding, boolean negative) {
    return switch (rounding) {
      case RoundingControl.DOWN -> negative;
      case RoundingControl.UP -> !negative;
      case RoundingControl.ZERO -> false;
      default -> true;
    };
  }

  /**
   * Rounds the unit's result to a multiple of 2^tail.
   *
   * @param tail how many low bits of the significand are dropped, 0 to 63
   * @return whether the result is inexact
   */
  private static boolean roundAt(FloatUnit unit, int tail) {
    Unpacked r = unit.result;
    long dropped = dropped(r, tail);
    boolean odd = (r.significand >>> tail & 1) != 0;
    boolean up = dropped != 0 && roundsUp(unit.rounding, r.negative, odd, dropped);
    r.significand = r.significand >>> tail << tail;
    r.low = 0;
    if (up) {
      r.significand += 1L << tail;
      if (r.significand == 0) {
        r.significand = 1L << 63;
        r.exponent++;
      }
    }
    unit.roundedUp = up;
    return dropped != 0;
  }

  /** The bits below a position as a fraction of its unit: the highest one is one half. */
  private static long dropped(Unpacked r, int tail) {
    return tail == 0 ? r.low : (r.significand << (64 - tail)) | (r.low != 0 ? 1 : 0);
  }

  /**
   * Whether rounding makes a magnitude larger.
   *
   * @param odd whether the last bit that is kept is set
   * @param fraction what is dropped, not zero, its highest bit being one half
   */
  static boolean roundsUp(int rounding, boolean negative, boolean odd, long fraction) {
    return switch (rounding) {
      case RoundingControl.DOWN -> negative && fraction != 0;
      case RoundingControl.UP -> !negative && fraction != 0;
      case RoundingControl.ZERO -> false;
      default -> fraction < 0 && (fraction != Long.MIN_VALUE || odd);
    };
  }
}
