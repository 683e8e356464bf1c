package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.FloatUnit;

/**
 * HADD and HSUB: an operation on neighbouring elements, those of the first source giving the low
 * half of each 128 bits and those of the second the high half.
 */
public final class HorizontalFloat {
  private HorizontalFloat() {}

  /**
   * An operation on binary32 elements.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   * @param first index of the first source's first lane
   */
  public record OfSingle(
      FloatOperation.OfSingle operation,
      int lanes,
      VectorDestination.ToRegister destination,
      int first,
      VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i += 2) {
        v[Scratch.RESULT + i] = pairs(unit, v[first + i], v[first + i + 1]);
        v[Scratch.RESULT + i + 1] = pairs(unit, v[b + i], v[b + i + 1]);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }

    private long pairs(FloatUnit unit, long low, long high) {
      return FloatOperation.join(
          operation.apply(unit, (int) low, (int) (low >>> 32)),
          operation.apply(unit, (int) high, (int) (high >>> 32)));
    }
  }

  /**
   * An operation on binary64 elements.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   * @param first index of the first source's first lane
   */
  public record OfDouble(
      FloatOperation.OfDouble operation,
      int lanes,
      VectorDestination.ToRegister destination,
      int first,
      VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i += 2) {
        v[Scratch.RESULT + i] = operation.apply(unit, v[first + i], v[first + i + 1]);
        v[Scratch.RESULT + i + 1] = operation.apply(unit, v[b + i], v[b + i + 1]);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }
}
