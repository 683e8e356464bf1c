package ksim.core.isa.x87;

import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/** How numbers of up to 64 bits lie in memory. */
public enum MemoryFormat {
  /** Single precision. */
  BINARY32 {
    @Override
    Extended load(FloatUnit unit, long bits) {
      return ExtendedArithmetic.fromBinary32(unit, (int) bits);
    }

    @Override
    Extended operand(FloatUnit unit, long bits) {
      return (bits & 0x7fff_ffffL) > 0x7f80_0000L
          ? nan(bits << 32, bits << 40)
          : quietly(unit, load(unit, bits));
    }

    @Override
    boolean isDenormal(long bits) {
      return (bits & 0x7f80_0000L) == 0 && (bits & 0x7f_ffffL) != 0;
    }

    @Override
    long store(FloatUnit unit, Extended value) {
      return ExtendedArithmetic.toBinary32(unit, value);
    }
  },

  /** Double precision. */
  BINARY64 {
    @Override
    Extended load(FloatUnit unit, long bits) {
      return ExtendedArithmetic.fromBinary64(unit, bits);
    }

    @Override
    Extended operand(FloatUnit unit, long bits) {
      return (bits & Long.MAX_VALUE) > 0x7ff0_0000_0000_0000L
          ? nan(bits, bits << 11)
          : quietly(unit, load(unit, bits));
    }

    @Override
    boolean isDenormal(long bits) {
      return (bits & 0x7ff0_0000_0000_0000L) == 0 && (bits & 0xf_ffff_ffff_ffffL) != 0;
    }

    @Override
    long store(FloatUnit unit, Extended value) {
      return ExtendedArithmetic.toBinary64(unit, value);
    }
  },

  /** A signed word. */
  INTEGER16 {
    @Override
    Extended load(FloatUnit unit, long bits) {
      return ExtendedArithmetic.fromInteger(unit, (short) bits);
    }

    @Override
    long store(FloatUnit unit, Extended value) {
      return ExtendedArithmetic.toInteger(unit, value, 16, unit.rounding);
    }
  },

  /** A signed doubleword. */
  INTEGER32 {
    @Override
    Extended load(FloatUnit unit, long bits) {
      return ExtendedArithmetic.fromInteger(unit, bits << 32 >> 32);
    }

    @Override
    long store(FloatUnit unit, Extended value) {
      return ExtendedArithmetic.toInteger(unit, value, 32, unit.rounding);
    }
  },

  /** A signed quadword. */
  INTEGER64 {
    @Override
    Extended load(FloatUnit unit, long bits) {
      return ExtendedArithmetic.fromInteger(unit, bits);
    }

    @Override
    long store(FloatUnit unit, Extended value) {
      return ExtendedArithmetic.toInteger(unit, value, 64, unit.rounding);
    }
  };

  /** The value of an encoding; a signalling NaN is invalid and becomes a quiet one. */
  abstract Extended load(FloatUnit unit, long bits);

  /**
   * The same of an operand of arithmetic, without exceptions: arithmetic tells signalling NaNs from
   * quiet ones itself, and notes denormals only where it computes.
   */
  Extended operand(FloatUnit unit, long bits) {
    return load(unit, bits);
  }

  /** Whether bits are a denormal number. */
  boolean isDenormal(long bits) {
    return false;
  }

  /** The encoding of a value, rounded; the masked response if it has none. */
  abstract long store(FloatUnit unit, Extended value);

  private static Extended quietly(FloatUnit unit, Extended value) {
    unit.flags = 0;
    return value;
  }

  private static Extended nan(long sign, long fraction) {
    return new Extended(sign < 0 ? 0xffff : 0x7fff, fraction | 1L << 63);
  }
}
