package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.softfloat.Extended;

/** Instructions that push one value (Intel SDM volume 1, sections 8.3.3 and 8.3.4). */
public final class Load {
  private Load() {}

  /** The masked response to a push on a register that is not empty, or nothing. */
  private static void overflow(X87Registers x87) {
    if (Exceptions.stackOverflow(x87)) {
      X87Stack.push(x87, Extended.INDEFINITE);
    }
  }

  private static boolean isFull(X87Registers x87) {
    return !X87Stack.isEmpty(x87, -1);
  }

  /**
   * FLD m32, m64 and FILD: converts a number in memory. A denormal one is pushed, be its exception
   * masked or not: so processors do.
   */
  public record Converted(Operand memory, MemoryFormat format) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      long bits = memory.read(cpu);
      if (isFull(x87)) {
        overflow(x87);
        return;
      }
      Extended value = format.load(Exceptions.begin(x87), bits);
      Exceptions.report(x87);
      if ((x87.unit.flags & ~x87.control & StatusWord.IE) == 0) {
        X87Stack.push(x87, value);
      }
    }
  }

  /** FLD m80: any encoding is loaded as it is. */
  public record Whole(ExtendedMemory memory) implements Op {
    @Override
    public void exec(Cpu cpu) {
      Extended value = memory.read(cpu);
      pushExact(cpu.x87, value);
    }
  }

  /** FBLD: eighteen decimal digits and a sign. */
  public record Decimal(ExtendedMemory memory) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      Extended digits = memory.read(cpu);
      pushExact(x87, PackedDecimal.load(Exceptions.begin(x87), digits));
    }
  }

  /** FLD ST(i). */
  public record Register(int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      if (X87Stack.isEmpty(x87, i)) {
        if (Exceptions.stackUnderflow(x87)) {
          X87Stack.push(x87, Extended.INDEFINITE);
        }
      } else {
        pushExact(x87, X87Stack.get(x87, i));
      }
    }
  }

  /** FLD1, FLDPI and the others. */
  public record Constant(RoundedConstant constant) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      pushExact(x87, constant.value(x87.control));
    }
  }

  /** Pushes what needs no rounding, and raises nothing but stack overflow. */
  private static void pushExact(X87Registers x87, Extended value) {
    if (isFull(x87)) {
      overflow(x87);
    } else {
      x87.status &= ~StatusWord.C1;
      X87Stack.push(x87, value);
    }
  }
}
