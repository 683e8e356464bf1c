package ksim.core.isa.x87;

import ksim.core.softfloat.Extended;
import ksim.core.softfloat.FloatUnit;

/** What the trigonometric instructions compute of a finite argument. */
public enum TrigonometricFunction {
  /** FSIN. */
  SINE(false) {
    @Override
    Extended replacing(FloatUnit unit, Extended value) {
      return sine(unit, value);
    }
  },

  /** FCOS. */
  COSINE(false) {
    @Override
    Extended replacing(FloatUnit unit, Extended value) {
      return cosine(unit, value);
    }
  },

  /** FSINCOS: the sine replaces the argument, the cosine is pushed. */
  SINE_AND_COSINE(true) {
    @Override
    Extended replacing(FloatUnit unit, Extended value) {
      return sine(unit, value);
    }

    @Override
    Extended pushed(FloatUnit unit, Extended value) {
      return cosine(unit, value);
    }
  },

  /** FPTAN: the tangent replaces the argument, 1.0 is pushed. */
  TANGENT(true) {
    @Override
    Extended replacing(FloatUnit unit, Extended value) {
      return isZero(value) ? value : Trigonometry.of(Wide.of(value)).tangent().roundInexact(unit);
    }
  };

  private final boolean pushes;

  TrigonometricFunction(boolean pushes) {
    this.pushes = pushes;
  }

  /** Whether there is a second result, which is pushed. */
  boolean pushes() {
    return pushes;
  }

  /** The result that replaces the argument. */
  abstract Extended replacing(FloatUnit unit, Extended value);

  /** The result that is pushed, if one is. */
  Extended pushed(FloatUnit unit, Extended value) {
    return Extended.ONE;
  }

  private static boolean isZero(Extended value) {
    return NumberClass.of(value) == NumberClass.ZERO;
  }

  private static Extended sine(FloatUnit unit, Extended value) {
    return isZero(value) ? value : Trigonometry.of(Wide.of(value)).sine().roundInexact(unit);
  }

  private static Extended cosine(FloatUnit unit, Extended value) {
    return isZero(value)
        ? Extended.ONE
        : Trigonometry.of(Wide.of(value)).cosine().roundInexact(unit);
  }
}
