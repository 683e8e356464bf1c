package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/**
 * FSIN, FCOS, FSINCOS and FPTAN. An argument of 2^63 or more stays as it is, and C2 is set (Intel
 * SDM volume 1, section 8.3.8).
 */
public record Trigonometric(TrigonometricFunction function) implements Op {
  private static final int EXPONENT_OF_2_63 = 0x3fff + 63;
  private static final int LARGEST_EXPONENT = 0x7fff;

  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    x87.status &= ~StatusWord.C2;
    if (X87Stack.isEmpty(x87, 0)) {
      if (Exceptions.stackUnderflow(x87)) {
        finish(x87, Extended.INDEFINITE, Extended.INDEFINITE);
      }
      return;
    }
    if (function.pushes() && !X87Stack.isEmpty(x87, -1)) {
      if (Exceptions.stackOverflow(x87)) {
        finish(x87, Extended.INDEFINITE, Extended.INDEFINITE);
      }
      return;
    }
    Extended value = X87Stack.get(x87, 0);
    FloatUnit unit = Exceptions.begin(x87);
    if (isOutOfRange(value)) {
      x87.status = (x87.status & ~StatusWord.C1) | StatusWord.C2;
      return;
    }
    compute(x87, unit, value);
  }

  private void compute(X87Registers x87, FloatUnit unit, Extended value) {
    Extended first;
    Extended second;
    NumberClass kind = NumberClass.of(value);
    if (kind.isNotANumber()) {
      first = ExtendedArithmetic.roundToIntegral(unit, value);
      second = first;
    } else if (kind == NumberClass.INFINITY) {
      unit.raise(ExceptionFlags.INVALID);
      first = Extended.INDEFINITE;
      second = first;
    } else {
      if (kind == NumberClass.DENORMAL) {
        unit.raise(ExceptionFlags.DENORMAL);
      }
      first = function.replacing(unit, value);
      second = function.pushed(unit, value);
    }
    Exceptions.report(x87);
    if (Exceptions.deliversToRegister(x87)) {
      finish(x87, first, second);
    }
  }

  private static boolean isOutOfRange(Extended value) {
    int exponent = value.biasedExponent();
    return exponent >= EXPONENT_OF_2_63 && exponent < LARGEST_EXPONENT && value.significand() < 0;
  }

  private void finish(X87Registers x87, Extended first, Extended second) {
    X87Stack.set(x87, 0, first);
    if (function.pushes()) {
      X87Stack.push(x87, second);
    }
  }
}
