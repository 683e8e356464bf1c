package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.softfloat.FloatUnit;

/**
 * Scalar floating-point instructions: an operation on the lowest elements. The rest of the low 128
 * bits of the result is that of the first source.
 */
public final class ScalarFloat {
  private ScalarFloat() {}

  /**
   * An operation on binary32 elements.
   *
   * @param first index of the first source's first lane
   */
  public record OfSingle(
      FloatOperation.OfSingle operation,
      VectorDestination.ToRegister destination,
      int first,
      VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      int value = operation.apply(unit, (int) v[first], (int) v[b]);
      SimdExceptions.finish(cpu);
      writeLow(cpu, destination, FloatOperation.replaceLow(v[first], value), v[first + 1]);
    }
  }

  /**
   * An operation on binary64 elements.
   *
   * @param first index of the first source's first lane
   */
  public record OfDouble(
      FloatOperation.OfDouble operation,
      VectorDestination.ToRegister destination,
      int first,
      VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      long value = operation.apply(unit, v[first], v[b]);
      SimdExceptions.finish(cpu);
      writeLow(cpu, destination, value, v[first + 1]);
    }
  }

  /**
   * CVTSD2SS: an operation on a binary64 element whose result is binary32.
   *
   * @param first index of the first source's first lane
   */
  public record DoubleToSingle(
      VectorDestination.ToRegister destination, int first, VectorSource second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      int value = (int) ElementConversion.doubleToSingle(SimdExceptions.begin(cpu), v[b]);
      SimdExceptions.finish(cpu);
      writeLow(cpu, destination, FloatOperation.replaceLow(v[first], value), v[first + 1]);
    }
  }

  /**
   * CVTSI2SS, CVTSI2SD: the lowest element from an integer.
   *
   * @param single whether the result is binary32
   * @param bits width of the integer: 32 or 64
   * @param first index of the first source's first lane
   */
  public record FromInteger(
      boolean single, int bits, VectorDestination.ToRegister destination, int first, Operand source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int unused = Long.SIZE - bits;
      long integer = source.read(cpu) << unused >> unused;
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      long low =
          single
              ? FloatOperation.replaceLow(
                  v[first], (int) ElementConversion.integerToSingle(unit, integer))
              : ElementConversion.integerToDouble(unit, integer);
      SimdExceptions.finish(cpu);
      writeLow(cpu, destination, low, v[first + 1]);
    }
  }

  /** CVTSS2SI, CVTSD2SI and their truncating forms: the lowest element as an integer. */
  public record ToInteger(ElementConversion conversion, Operand destination, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long element = cpu.vectors.lanes[source.at(cpu)];
      long integer = conversion.apply(SimdExceptions.begin(cpu), element);
      SimdExceptions.finish(cpu);
      destination.write(cpu, integer);
    }
  }

  private static void writeLow(
      Cpu cpu, VectorDestination.ToRegister destination, long low, long high) {
    int d = destination.at();
    long[] v = cpu.vectors.lanes;
    v[d] = low;
    v[d + 1] = high;
    destination.done(cpu);
  }
}
