package ksim.core.isa.x87;

import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/** Operations on ST(0) alone. */
public enum UnaryOperation {
  /** FABS. */
  ABSOLUTE {
    @Override
    Extended apply(FloatUnit unit, Extended value, Format precision) {
      return value.abs();
    }
  },

  /** FCHS. */
  CHANGE_SIGN {
    @Override
    Extended apply(FloatUnit unit, Extended value, Format precision) {
      return value.negate();
    }
  },

  /** FRNDINT. */
  ROUND_TO_INTEGER {
    @Override
    Extended apply(FloatUnit unit, Extended value, Format precision) {
      return ExtendedArithmetic.roundToIntegral(unit, value);
    }
  },

  /** FSQRT. */
  SQUARE_ROOT {
    @Override
    Extended apply(FloatUnit unit, Extended value, Format precision) {
      return ExtendedArithmetic.sqrt(unit, value, precision);
    }
  },

  /** F2XM1. */
  POWER_2_MINUS_1 {
    @Override
    Extended apply(FloatUnit unit, Extended value, Format precision) {
      return LogarithmInstructions.power2Minus1(unit, value);
    }
  };

  /** The result, or the masked response; exceptions are noted in the unit. */
  abstract Extended apply(FloatUnit unit, Extended value, Format precision);
}
