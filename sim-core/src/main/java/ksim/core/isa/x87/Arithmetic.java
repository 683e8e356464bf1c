package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.Format;

/**
 * FADD, FSUB, FMUL, FDIV, their reversed, popping and integer forms, and all other instructions
 * that compute one number from two (Intel SDM volume 1, section 8.3.5).
 *
 * @param operation what is computed
 * @param destination number of the register that is the first operand and receives the result
 * @param source the second operand
 * @param pops how often the stack is popped afterwards, 0 or 1
 */
public record Arithmetic(BinaryOperation operation, int destination, X87Source source, int pops)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    long fetched = source.fetch(cpu);
    if (X87Stack.isEmpty(x87, destination) || source.isEmpty(x87)) {
      if (Exceptions.stackUnderflow(x87)) {
        finish(x87, Extended.INDEFINITE);
      }
      return;
    }
    FloatUnit unit = Exceptions.begin(x87);
    Extended a = X87Stack.get(x87, destination);
    Extended b = source.value(x87, unit, fetched);
    Extended result = operation.apply(unit, a, b, Format.ofPrecisionControl(x87.control));
    source.noteDenormal(unit, a, fetched);
    Exceptions.report(x87);
    if (Exceptions.deliversToRegister(x87)) {
      finish(x87, result);
    }
  }

  private void finish(X87Registers x87, Extended result) {
    X87Stack.set(x87, destination, result);
    X87Stack.pop(x87, pops);
  }
}
