package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/** An instruction that replaces ST(0) by a function of it. */
public record Unary(UnaryOperation operation) implements Op {
  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    if (X87Stack.isEmpty(x87, 0)) {
      if (Exceptions.stackUnderflow(x87)) {
        X87Stack.set(x87, 0, Extended.INDEFINITE);
      }
      return;
    }
    FloatUnit unit = Exceptions.begin(x87);
    Format precision = Format.ofPrecisionControl(x87.control);
    Extended result = operation.apply(unit, X87Stack.get(x87, 0), precision);
    Exceptions.report(x87);
    if (Exceptions.deliversToRegister(x87)) {
      X87Stack.set(x87, 0, result);
    }
  }
}
