package ksim.core.isa.x87;

import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/**
 * Packed decimal integers: eighteen digits of four bits, the sign in the highest bit of the tenth
 * byte (Intel SDM volume 1, section 4.7). The ten bytes are passed around as the halves of an
 * {@link Extended}.
 */
final class PackedDecimal {
  /** The packed BCD integer indefinite. */
  static final Extended INDEFINITE = new Extended(0xffff, 0xc000_0000_0000_0000L);

  private static final int DIGITS = 18;
  private static final int DIGITS_IN_LOW_PART = 16;
  private static final long LARGEST = 999_999_999_999_999_999L;
  private static final int SIGN = 0x8000;

  private PackedDecimal() {}

  /** The number that digits stand for; those above nine count as what they are. */
  static Extended load(FloatUnit unit, Extended digits) {
    long value = 0;
    for (int i = DIGITS - 1; i >= 0; i--) {
      value = 10 * value + digit(digits, i);
    }
    Extended magnitude = ExtendedArithmetic.fromInteger(unit, value);
    return digits.isNegative() ? magnitude.negate() : magnitude;
  }

  private static long digit(Extended digits, int i) {
    return i < DIGITS_IN_LOW_PART
        ? digits.significand() >>> (4 * i) & 0xf
        : digits.signExponent() >>> (4 * (i - DIGITS_IN_LOW_PART)) & 0xf;
  }

  /** The digits of a value, rounded; invalid, and the indefinite, if there are too many. */
  static Extended store(FloatUnit unit, Extended value) {
    long integer = ExtendedArithmetic.toInteger(unit, value, 64, unit.rounding);
    long magnitude = Math.abs(integer);
    if ((unit.flags & ExceptionFlags.INVALID) != 0 || magnitude > LARGEST || magnitude < 0) {
      unit.flags = ExceptionFlags.INVALID;
      unit.roundedUp = false;
      return INDEFINITE;
    }
    long low = 0;
    for (int i = 0; i < DIGITS_IN_LOW_PART; i++) {
      low |= (magnitude % 10) << (4 * i);
      magnitude /= 10;
    }
    int high = (int) ((magnitude / 10) << 4 | magnitude % 10);
    return new Extended(high | (value.isNegative() ? SIGN : 0), low);
  }
}
