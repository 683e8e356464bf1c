package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;

/** ADDSUBPS, ADDSUBPD: subtracts elements of even number and adds those of odd number. */
public final class AddSubtract {
  private AddSubtract() {}

  /**
   * ADDSUBPS.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   * @param first index of the first source's first lane
   */
  public record OfSingle(
      int lanes, VectorDestination.ToRegister destination, int first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i++) {
        long x = v[first + i];
        long y = v[b + i];
        v[Scratch.RESULT + i] =
            FloatOperation.join(
                Binary32.sub(unit, (int) x, (int) y),
                Binary32.add(unit, (int) (x >>> 32), (int) (y >>> 32)));
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }

  /**
   * ADDSUBPD.
   *
   * @param lanes number of 64-bit lanes: 2 or 4
   * @param first index of the first source's first lane
   */
  public record OfDouble(
      int lanes, VectorDestination.ToRegister destination, int first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i += 2) {
        v[Scratch.RESULT + i] = Binary64.sub(unit, v[first + i], v[b + i]);
        v[Scratch.RESULT + i + 1] = Binary64.add(unit, v[first + i + 1], v[b + i + 1]);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }
}
