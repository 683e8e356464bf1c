package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;

/**
 * DPPS, DPPD: the sum of some products in each 128 bits, put into some elements of the result.
 * Elements that the control leaves out are +0. Products, sums of pairs, and sums of those are
 * rounded one after the other, and an unmasked exception of one step keeps the next from happening
 * (Intel SDM volume 2, DPPS). Which of several NaNs is propagated depends on the element of the
 * result, as measured on Intel processors: each one adds its own order of operands.
 */
public final class DotProduct {
  private static final FloatOperation.OfSingle ADD = Binary32::add;

  private DotProduct() {}

  /**
   * DPPS.
   *
   * @param control bits 7-4 which products, bits 3-0 which elements of the result
   * @param lanes number of 64-bit lanes: 2 or 4
   * @param first index of the first source's first lane
   */
  public record OfSingle(
      int control,
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
        int mask = control >>> (i % 2 == 0 ? 4 : 6);
        v[Scratch.RESULT + i] = products(unit, mask, v[first + i], v[b + i]);
      }
      SimdExceptions.finishStep(cpu);
      for (int i = 0; i < lanes; i++) {
        long pair = v[Scratch.RESULT + i];
        long swapped = pair << 32 | pair >>> 32;
        v[Scratch.RESULT + i] = ADD.applyToLane(unit, swapped, pair);
      }
      SimdExceptions.finishStep(cpu);
      for (int i = 0; i < lanes; i += 2) {
        long low = v[Scratch.RESULT + i];
        long high = v[Scratch.RESULT + i + 1];
        v[Scratch.RESULT + i] = ADD.applyToLane(unit, low, high) & kept(0);
        v[Scratch.RESULT + i + 1] = ADD.applyToLane(unit, high, low) & kept(2);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }

    /** The products of two elements, bits 0 and 1 of the mask saying which. */
    private static long products(FloatUnit unit, int mask, long x, long y) {
      return FloatOperation.join(
          (mask & 1) != 0 ? Binary32.mul(unit, (int) x, (int) y) : 0,
          (mask & 2) != 0 ? Binary32.mul(unit, (int) (x >>> 32), (int) (y >>> 32)) : 0);
    }

    /** Ones in the elements of a lane that the control keeps, from an element on. */
    private long kept(int element) {
      return Elements.DOUBLEWORDS.spread(control >>> element & 3);
    }
  }

  /**
   * DPPD.
   *
   * @param control bits 5-4 which products, bits 1-0 which elements of the result
   * @param first index of the first source's first lane
   */
  public record OfDouble(
      int control, VectorDestination.ToRegister destination, int first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      long low = (control & 0x10) != 0 ? Binary64.mul(unit, v[first], v[b]) : 0;
      long high = (control & 0x20) != 0 ? Binary64.mul(unit, v[first + 1], v[b + 1]) : 0;
      SimdExceptions.finishStep(cpu);
      long sum = Binary64.add(unit, low, high);
      long upperSum = Binary64.add(unit, high, low);
      SimdExceptions.finish(cpu);
      v[Scratch.RESULT] = (control & 1) != 0 ? sum : 0;
      v[Scratch.RESULT + 1] = (control & 2) != 0 ? upperSum : 0;
      destination.write(cpu, Scratch.RESULT, 2);
    }
  }
}
