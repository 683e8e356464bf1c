package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.softfloat.Extended;
import ksim.core.softfloat.ExtendedArithmetic;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.RoundingControl;

/**
 * Instructions that store ST(0) and may pop it. Memory is written before the status changes, so
 * that a fault restarts them.
 */
public final class Store {
  private Store() {}

  /** FST m32, m64, FIST, and with one pop FSTP and FISTP. */
  public record Converted(Operand memory, MemoryFormat format, int pops) implements Op {
    @Override
    public void exec(Cpu cpu) {
      storeBits(cpu, memory, format.store(unit(cpu), operand(cpu)), pops);
    }
  }

  /** FISTTP: the integer is truncated, whatever the rounding mode; ST(0) is popped. */
  public record Truncated(Operand memory, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      FloatUnit unit = unit(cpu);
      long integer = ExtendedArithmetic.toInteger(unit, operand(cpu), bits, RoundingControl.ZERO);
      storeBits(cpu, memory, integer, 1);
    }
  }

  /** FSTP m80: any encoding is stored as it is. */
  public record Whole(ExtendedMemory memory) implements Op {
    @Override
    public void exec(Cpu cpu) {
      unit(cpu);
      storeWhole(cpu, memory, operand(cpu));
    }
  }

  /** FBSTP. */
  public record Decimal(ExtendedMemory memory) implements Op {
    @Override
    public void exec(Cpu cpu) {
      storeWhole(cpu, memory, PackedDecimal.store(unit(cpu), operand(cpu)));
    }
  }

  /** FST ST(i), and with one pop FSTP ST(i). */
  public record Register(int i, int pops) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      x87.status &= ~StatusWord.C1;
      if (!X87Stack.isEmpty(x87, 0) || Exceptions.stackUnderflow(x87)) {
        X87Stack.set(x87, i, operand(cpu));
        X87Stack.pop(x87, pops);
      }
    }
  }

  /** D9 D8+i: as FSTP ST(i), but if ST(0) is empty it is only popped, without an exception. */
  public record RegisterUnchecked(int i) implements Op {
    @Override
    public void exec(Cpu cpu) {
      X87Registers x87 = cpu.x87;
      x87.status &= ~StatusWord.C1;
      if (!X87Stack.isEmpty(x87, 0)) {
        X87Stack.set(x87, i, operand(cpu));
      }
      X87Stack.pop(x87, 1);
    }
  }

  private static FloatUnit unit(Cpu cpu) {
    return Exceptions.begin(cpu.x87);
  }

  /** ST(0), or what stands for it if it is empty. */
  private static Extended operand(Cpu cpu) {
    return X87Stack.isEmpty(cpu.x87, 0) ? Extended.INDEFINITE : X87Stack.get(cpu.x87, 0);
  }

  private static void storeBits(Cpu cpu, Operand memory, long bits, int pops) {
    if (delivers(cpu.x87)) {
      memory.write(cpu, bits);
    }
    finish(cpu.x87, pops);
  }

  private static void storeWhole(Cpu cpu, ExtendedMemory memory, Extended value) {
    if (delivers(cpu.x87)) {
      memory.write(cpu, value);
    }
    finish(cpu.x87, 1);
  }

  private static boolean delivers(X87Registers x87) {
    return X87Stack.isEmpty(x87, 0)
        ? (x87.control & StatusWord.IE) != 0
        : Exceptions.deliversToMemory(x87);
  }

  private static void finish(X87Registers x87, int pops) {
    boolean delivers = delivers(x87);
    if (X87Stack.isEmpty(x87, 0)) {
      Exceptions.stackUnderflow(x87);
    } else {
      Exceptions.reportStore(x87);
    }
    if (delivers) {
      X87Stack.pop(x87, pops);
    }
  }
}
