package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;

/** Instructions that move registers and their tags, and look at them, without computing. */
public final class StackOps {
  private StackOps() {}

  /** FXCH. */
  public record Exchange(int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      x87.status &= ~StatusWord.C1;
      boolean empty = X87Stack.isEmpty(x87, 0) || X87Stack.isEmpty(x87, i);
      if (empty && !Exceptions.stackUnderflow(x87)) {
        return;
      }
      Extended top = valueOrIndefinite(x87, 0);
      X87Stack.set(x87, 0, valueOrIndefinite(x87, i));
      X87Stack.set(x87, i, top);
    }

    private static Extended valueOrIndefinite(X87Registers x87, int i) {
      return X87Stack.isEmpty(x87, i) ? Extended.INDEFINITE : X87Stack.get(x87, i);
    }
  }

  /**
   * FCMOVcc.
   *
   * @param condition as Jcc has it: below, equal, below or equal, parity, or their opposites
   */
  public record ConditionalMove(int condition, int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      if (X87Stack.isEmpty(x87, 0) || X87Stack.isEmpty(x87, i)) {
        if (Exceptions.stackUnderflow(x87)) {
          X87Stack.set(x87, 0, Extended.INDEFINITE);
        }
      } else if (cpu.flags.holds(condition)) {
        X87Stack.set(x87, 0, X87Stack.get(x87, i));
      }
    }
  }

  /** FXAM: C1 is the sign, be the register empty or not. */
  public record Examine() implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      Extended value = X87Stack.get(x87, 0);
      NumberClass found = X87Stack.isEmpty(x87, 0) ? NumberClass.EMPTY : NumberClass.of(value);
      int sign = value.isNegative() ? StatusWord.C1 : 0;
      x87.status = (x87.status & ~StatusWord.CONDITIONS) | found.conditions() | sign;
    }
  }

  /**
   * FINCSTP and FDECSTP.
   *
   * @param by what is added to TOP
   */
  public record Rotate(int by) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.status &= ~StatusWord.C1;
      X87Stack.rotate(cpu.x87, by);
    }
  }

  /** FFREE. */
  public record Free(int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.status &= ~StatusWord.C1;
      X87Stack.free(cpu.x87, i);
    }
  }

  /** FFREEP: FFREE, and ST(1) becomes the top. */
  public record FreeAndPop(int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.x87.status &= ~StatusWord.C1;
      X87Stack.free(cpu.x87, i);
      X87Stack.pop(cpu.x87, 1);
    }
  }

  /** FNOP. */
  public record Nothing() implements Op {
    @Override
    public void exec(Cpu cpu) {}
  }
}
