package ksim.core.isa.x87;

import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/**
 * Operations on a destination and a source. Precision control applies to the four of arithmetic.
 */
public enum BinaryOperation {
  /** Destination plus source. */
  ADD {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.add(unit, destination, source, precision);
    }
  },

  /** Destination less source. */
  SUB {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.sub(unit, destination, source, precision);
    }
  },

  /** Source less destination. */
  SUB_REVERSED {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.sub(unit, source, destination, precision);
    }
  },

  /** Destination times source. */
  MUL {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.mul(unit, destination, source, precision);
    }
  },

  /** Destination by source. */
  DIV {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.div(unit, destination, source, precision);
    }
  },

  /** Source by destination. */
  DIV_REVERSED {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.div(unit, source, destination, precision);
    }
  },

  /** FSCALE: destination times two to the truncated source. */
  SCALE {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ExtendedArithmetic.scale(unit, destination, source);
    }
  },

  /** FYL2X: destination times the binary logarithm of the source. */
  Y_LOG2_X {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return LogarithmInstructions.yLog2X(unit, destination, source);
    }
  },

  /** FYL2XP1: destination times the binary logarithm of one plus the source. */
  Y_LOG2_X_PLUS_1 {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return LogarithmInstructions.yLog2XPlus1(unit, destination, source);
    }
  },

  /** FPATAN: the angle of the point (source, destination). */
  ARCTANGENT {
    @Override
    Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision) {
      return ArctangentInstruction.of(unit, destination, source);
    }
  };

  /** The result, or the masked response; exceptions are noted in the unit. */
  abstract Extended apply(FloatUnit unit, Extended destination, Extended source, Format precision);
}
