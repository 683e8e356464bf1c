package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Comparison;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;

/**
 * FCOM, FUCOM, FICOM, FTST, FCOMI, FUCOMI and their popping forms (Intel SDM volume 1, section
 * 8.3.6).
 *
 * @param source what ST(0) is compared with
 * @param signalling whether a quiet NaN is invalid: all but the FUCOM forms
 * @param verdict where the result goes
 * @param pops how often the stack is popped afterwards, 0 to 2
 */
public record Compare(X87Source source, boolean signalling, Verdict verdict, int pops)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    X87Registers x87 = cpu.x87;
    long fetched = source.fetch(cpu);
    if (X87Stack.isEmpty(x87, 0) || source.isEmpty(x87)) {
      boolean masked = Exceptions.stackUnderflow(x87);
      finish(cpu, Comparison.UNORDERED, masked);
      return;
    }
    FloatUnit unit = Exceptions.begin(x87);
    Extended a = X87Stack.get(x87, 0);
    Extended b = source.value(x87, unit, fetched);
    int order = ExtendedArithmetic.compare(unit, a, b, signalling);
    source.noteDenormal(unit, a, fetched);
    verdict.report(x87);
    finish(cpu, order, Exceptions.deliversToRegister(x87));
  }

  private void finish(Cpu cpu, int order, boolean delivers) {
    verdict.set(cpu, order);
    if (delivers) {
      X87Stack.pop(cpu.x87, pops);
    }
  }
}
