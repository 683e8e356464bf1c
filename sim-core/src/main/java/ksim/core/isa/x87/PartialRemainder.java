package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Remainder;

/**
 * FPREM and FPREM1: ST(0) becomes its remainder by ST(1), or comes nearer to it; C2 tells that it
 * is not there yet, and C0, C3, C1 are the last three bits of the quotient.
 *
 * @param nearest whether the quotient is rounded to nearest (FPREM1) or truncated
 */
public record PartialRemainder(boolean nearest) implements Op {
  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    x87.status &= ~StatusWord.C2;
    if (X87Stack.isEmpty(x87, 0) || X87Stack.isEmpty(x87, 1)) {
      if (Exceptions.stackUnderflow(x87)) {
        X87Stack.set(x87, 0, Extended.INDEFINITE);
      }
      return;
    }
    FloatUnit unit = Exceptions.begin(x87);
    Extended a = X87Stack.get(x87, 0);
    Extended b = X87Stack.get(x87, 1);
    Remainder remainder =
        nearest
            ? ExtendedArithmetic.remainderNearest(unit, a, b)
            : ExtendedArithmetic.remainder(unit, a, b);
    Exceptions.report(x87);
    if (Exceptions.deliversToRegister(x87)) {
      X87Stack.set(x87, 0, remainder.value());
      boolean number = !NumberClass.of(remainder.value()).isNotANumber();
      x87.status &= number ? ~StatusWord.CONDITIONS : ~StatusWord.C1;
      x87.status |= conditions(remainder);
    }
  }

  private static int conditions(Remainder remainder) {
    int quotient = remainder.quotient();
    return (remainder.complete() ? 0 : StatusWord.C2)
        | ((quotient & 4) != 0 ? StatusWord.C0 : 0)
        | ((quotient & 2) != 0 ? StatusWord.C3 : 0)
        | ((quotient & 1) != 0 ? StatusWord.C1 : 0);
  }
}
