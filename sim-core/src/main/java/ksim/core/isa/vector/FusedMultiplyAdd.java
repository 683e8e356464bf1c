package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;

/** VFMADD, VFMSUB, VFNMADD, VFNMSUB, VFMADDSUB, VFMSUBADD: products and sums with one rounding. */
public final class FusedMultiplyAdd {
  private FusedMultiplyAdd() {}

  /**
   * Which signs change before the addition.
   *
   * @param product negates the product: the forms with N
   * @param evenAddend negates addends of even number
   * @param oddAddend negates addends of odd number
   */
  public record Negation(boolean product, boolean evenAddend, boolean oddAddend) {
    private int single(FloatUnit unit, int a, int b, int c, boolean addend) {
      return Binary32.fma(unit, a, b, c, product, addend);
    }

    private long wide(FloatUnit unit, long a, long b, long c, boolean addend) {
      return Binary64.fma(unit, a, b, c, product, addend);
    }
  }

  /**
   * The factors and the addend. The digits of the mnemonic say which operands they are: 132 is the
   * first times the third plus the second.
   */
  public record Sources(VectorSource first, VectorSource second, VectorSource addend) {}

  /**
   * Packed binary32 elements.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record PackedSingle(
      Negation negation, int lanes, VectorDestination.ToRegister destination, Sources sources)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = sources.first.at(cpu);
      int b = sources.second.at(cpu);
      int c = sources.addend.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i++) {
        long x = v[a + i];
        long y = v[b + i];
        long z = v[c + i];
        v[Scratch.RESULT + i] =
            FloatOperation.join(
                negation.single(unit, (int) x, (int) y, (int) z, negation.evenAddend),
                negation.single(
                    unit,
                    (int) (x >>> 32),
                    (int) (y >>> 32),
                    (int) (z >>> 32),
                    negation.oddAddend));
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }

  /**
   * Packed binary64 elements.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record PackedDouble(
      Negation negation, int lanes, VectorDestination.ToRegister destination, Sources sources)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = sources.first.at(cpu);
      int b = sources.second.at(cpu);
      int c = sources.addend.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i++) {
        boolean addend = i % 2 == 0 ? negation.evenAddend : negation.oddAddend;
        v[Scratch.RESULT + i] = negation.wide(unit, v[a + i], v[b + i], v[c + i], addend);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }

  /** The lowest binary32 elements; the rest of the low 128 bits stays. */
  public record ScalarSingle(
      Negation negation, VectorDestination.ToRegister destination, Sources sources) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = sources.first.at(cpu);
      int b = sources.second.at(cpu);
      int c = sources.addend.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      int value = negation.single(unit, (int) v[a], (int) v[b], (int) v[c], negation.evenAddend);
      SimdExceptions.finish(cpu);
      int d = destination.at();
      v[d] = FloatOperation.replaceLow(v[d], value);
      destination.done(cpu);
    }
  }

  /** The lowest binary64 elements; the rest of the low 128 bits stays. */
  public record ScalarDouble(
      Negation negation, VectorDestination.ToRegister destination, Sources sources) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = sources.first.at(cpu);
      int b = sources.second.at(cpu);
      int c = sources.addend.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      long value = negation.wide(unit, v[a], v[b], v[c], negation.evenAddend);
      SimdExceptions.finish(cpu);
      v[destination.at()] = value;
      destination.done(cpu);
    }
  }
}
