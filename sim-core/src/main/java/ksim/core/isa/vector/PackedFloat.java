package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.FloatUnit;

/**
 * Packed floating-point instructions: the same operation on all elements, in their SSE and AVX
 * forms.
 */
public final class PackedFloat {
  private PackedFloat() {}

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
      for (int i = 0; i < lanes; i++) {
        v[Scratch.RESULT + i] = operation.applyToLane(unit, v[first + i], v[b + i]);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
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
      for (int i = 0; i < lanes; i++) {
        v[Scratch.RESULT + i] = operation.apply(unit, v[first + i], v[b + i]);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }
}
