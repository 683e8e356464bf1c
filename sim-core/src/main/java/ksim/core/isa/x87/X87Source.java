package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Operand;
import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.FloatUnit;

/** The source of an arithmetic operation. */
public sealed interface X87Source {
  /** The bits of an operand in memory; this is what may fault, and comes first. */
  long fetch(Cpu cpu);

  /** Whether the operand is a register and that is empty. */
  boolean isEmpty(X87Registers x87);

  /**
   * The operand as a number of the FPU.
   *
   * @param fetched what {@link #fetch} has returned
   */
  Extended value(X87Registers x87, FloatUnit unit, long fetched);

  /**
   * Notes that the operand was denormal in memory, although it is not as a number of the FPU.
   *
   * @param other the other operand: where it is a NaN, nothing has been computed
   */
  default void noteDenormal(FloatUnit unit, Extended other, long fetched) {}

  /**
   * A register.
   *
   * @param i number relative to the top, 0 to 7
   */
  record Register(int i) implements X87Source {
    @Override
    public long fetch(Cpu cpu) {
      return 0;
    }

    @Override
    public boolean isEmpty(X87Registers x87) {
      return X87Stack.isEmpty(x87, i);
    }

    @Override
    public Extended value(X87Registers x87, FloatUnit unit, long fetched) {
      return X87Stack.get(x87, i);
    }
  }

  /** A number in memory. */
  record InMemory(Operand memory, MemoryFormat format) implements X87Source {
    @Override
    public long fetch(Cpu cpu) {
      return memory.read(cpu);
    }

    @Override
    public boolean isEmpty(X87Registers x87) {
      return false;
    }

    @Override
    public Extended value(X87Registers x87, FloatUnit unit, long fetched) {
      return format.operand(unit, fetched);
    }

    @Override
    public void noteDenormal(FloatUnit unit, Extended other, long fetched) {
      int unusual = ExceptionFlags.INVALID | ExceptionFlags.DIVIDE_BY_ZERO;
      boolean computed = (unit.flags & unusual) == 0 && !NumberClass.of(other).isNotANumber();
      if (computed && format.isDenormal(fetched)) {
        unit.raise(ExceptionFlags.DENORMAL);
      }
    }
  }

  /** A constant: the zero of FTST. */
  record Constant(Extended constant) implements X87Source {
    @Override
    public long fetch(Cpu cpu) {
      return 0;
    }

    @Override
    public boolean isEmpty(X87Registers x87) {
      return false;
    }

    @Override
    public Extended value(X87Registers x87, FloatUnit unit, long fetched) {
      return constant;
    }
  }
}
