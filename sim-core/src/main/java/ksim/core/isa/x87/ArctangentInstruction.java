package ksim.core.isa.x87;

import static ksim.core.isa.x87.NumberClass.DENORMAL;
import static ksim.core.isa.x87.NumberClass.INFINITY;
import static ksim.core.isa.x87.NumberClass.ZERO;

import java.math.BigInteger;
import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/** FPATAN with the special values of its table in Intel SDM volume 2. */
final class ArctangentInstruction {
  private static final Wide QUARTER = Constants.PI.scaled(-2);

  private ArctangentInstruction() {}

  /** The angle of the point (x, y). */
  static Extended of(FloatUnit unit, Extended y, Extended x) {
    NumberClass kindX = NumberClass.of(x);
    NumberClass kindY = NumberClass.of(y);
    if (kindX.isNotANumber() || kindY.isNotANumber()) {
      return ExtendedArithmetic.add(unit, x, y, Format.EXTENDED);
    }
    if (kindX == DENORMAL || kindY == DENORMAL) {
      unit.raise(ExceptionFlags.DENORMAL);
    }
    if (kindX == INFINITY && kindY == INFINITY) {
      return quarters(unit, x.isNegative() ? 3 : 1, y.isNegative());
    }
    if (kindY == INFINITY || (kindX == ZERO && kindY != ZERO)) {
      return quarters(unit, 2, y.isNegative());
    }
    if (kindX == INFINITY || kindY == ZERO) {
      return x.isNegative()
          ? quarters(unit, 4, y.isNegative())
          : new Extended(y.isNegative() ? 0x8000 : 0, 0);
    }
    return Arctangent.of(Wide.of(y), Wide.of(x)).roundInexact(unit);
  }

  /** A multiple of a quarter of pi. */
  private static Extended quarters(FloatUnit unit, int count, boolean negative) {
    Wide angle = QUARTER.times(new Wide(BigInteger.valueOf(count), 0));
    return (negative ? angle.negate() : angle).roundInexact(unit);
  }
}
