package ksim.core.softfloat;

/** Conversion among formats, and of integers. */
final class Conversion {
  private Conversion() {}

  /** The unit's result becomes a in another format. Denormal operands are not noted. */
  static void convert(FloatUnit unit, Unpacked a, Format format) {
    if (unit.special(a)) {
      return;
    }
    unit.roundedUp = false;
    unit.result.set(a);
    if (a.kind == Unpacked.Kind.FINITE) {
      Rounder.round(unit, format);
    }
  }

  /** The unit's result becomes an integer in a format. */
  static void ofInteger(FloatUnit unit, long value, Format format) {
    unit.roundedUp = false;
    unit.result.setInteger(value);
    if (value != 0) {
      Rounder.round(unit, format);
    }
  }
}
