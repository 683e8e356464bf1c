package ksim.core.isa.x87;

import java.math.BigInteger;
import java.util.List;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.FloatUnit;

/**
 * A constant of the FPU, rounded to 64 bits by each rounding mode (Intel SDM volume 2, FLD1...).
 *
 * @param byRounding the constant under each value of the RC field
 */
public record RoundedConstant(List<Extended> byRounding) {
  private static final int ROUNDING_SHIFT = 10;

  /** 1. */
  public static final RoundedConstant ONE = of(Wide.ONE);

  /** The binary logarithm of ten. */
  public static final RoundedConstant LOG2_10 = of(Logarithms.log2(integer(10)));

  /** The binary logarithm of e. */
  public static final RoundedConstant LOG2_E = of(Constants.LOG2_E);

  /** Pi. */
  public static final RoundedConstant PI = of(Constants.PI);

  /** The decimal logarithm of two. */
  public static final RoundedConstant LOG10_2 =
      of(Wide.ONE.dividedBy(Logarithms.log2(integer(10))));

  /** The natural logarithm of two. */
  public static final RoundedConstant LN_2 = of(Constants.LN_2);

  /** Zero. */
  public static final RoundedConstant ZERO = new RoundedConstant(List.of(Extended.ZERO));

  private static Wide integer(int value) {
    return new Wide(BigInteger.valueOf(value), 0);
  }

  private static RoundedConstant of(Wide exact) {
    FloatUnit unit = new FloatUnit();
    List<Integer> modes = List.of(0, 1, 2, 3);
    return new RoundedConstant(modes.stream().map(rc -> rounded(unit, exact, rc)).toList());
  }

  private static Extended rounded(FloatUnit unit, Wide exact, int rounding) {
    unit.loadX87Control(0x37f | rounding << ROUNDING_SHIFT);
    return exact.round(unit);
  }

  Extended value(int control) {
    return byRounding.get((control >>> ROUNDING_SHIFT & 3) % byRounding.size());
  }
}
