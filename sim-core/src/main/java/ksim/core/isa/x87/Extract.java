package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/** FXTRACT: ST(0) becomes its exponent, and its significand is pushed. */
public record Extract() implements Op {
  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    if (X87Stack.isEmpty(x87, 0)) {
      if (Exceptions.stackUnderflow(x87)) {
        finish(x87, Extended.INDEFINITE, Extended.INDEFINITE);
      }
    } else if (!X87Stack.isEmpty(x87, -1)) {
      if (Exceptions.stackOverflow(x87)) {
        finish(x87, Extended.INDEFINITE, Extended.INDEFINITE);
      }
    } else {
      FloatUnit unit = Exceptions.begin(x87);
      Extended value = X87Stack.get(x87, 0);
      Extended exponent = ExtendedArithmetic.exponent(unit, value);
      Extended significand = ExtendedArithmetic.significand(unit, value);
      Exceptions.report(x87);
      if (Exceptions.deliversToRegister(x87)) {
        finish(x87, exponent, significand);
      }
    }
  }

  private static void finish(X87Registers x87, Extended exponent, Extended significand) {
    X87Stack.set(x87, 0, exponent);
    X87Stack.push(x87, significand);
  }
}
