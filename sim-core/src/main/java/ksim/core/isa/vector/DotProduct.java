package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;

/**
 * DPPS, DPPD: the sum of some products in each 128 bits, put into some elements of the result. Each
 * product and each sum is rounded. Elements that the control leaves out are +0.
 */
public final class DotProduct {
  private DotProduct() {}

  /**
   * DPPS: pairs of products are added first.
   *
   * @param control bits 7-4 which products, bits 3-0 which elements of the result
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record Single(
      int control, int lanes, VectorDestination destination, VectorSource first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = first.at(cpu);
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      for (int i = 0; i < lanes; i += 2) {
        int low = pair(unit, control >>> 4, v[a + i], v[b + i]);
        int high = pair(unit, control >>> 6, v[a + i + 1], v[b + i + 1]);
        int sum = Binary32.add(unit, low, high);
        long both = FloatOperation.join(sum, sum);
        v[Scratch.RESULT + i] = both & Elements.DOUBLEWORDS.spread(control & 3);
        v[Scratch.RESULT + i + 1] = both & Elements.DOUBLEWORDS.spread(control >>> 2 & 3);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, lanes);
    }

    /** The sum of the products of two elements, bits 0 and 1 of the mask saying which. */
    private static int pair(FloatUnit unit, int mask, long x, long y) {
      int low = (mask & 1) != 0 ? Binary32.mul(unit, (int) x, (int) y) : 0;
      int high = (mask & 2) != 0 ? Binary32.mul(unit, (int) (x >>> 32), (int) (y >>> 32)) : 0;
      return Binary32.add(unit, low, high);
    }
  }

  /**
   * DPPD.
   *
   * @param control bits 5-4 which products, bits 1-0 which elements of the result
   */
  public record Double(
      int control, VectorDestination destination, VectorSource first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = first.at(cpu);
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      long low = (control & 0x10) != 0 ? Binary64.mul(unit, v[a], v[b]) : 0;
      long high = (control & 0x20) != 0 ? Binary64.mul(unit, v[a + 1], v[b + 1]) : 0;
      long sum = Binary64.add(unit, low, high);
      SimdExceptions.finish(cpu);
      v[Scratch.RESULT] = (control & 1) != 0 ? sum : 0;
      v[Scratch.RESULT + 1] = (control & 2) != 0 ? sum : 0;
      destination.write(cpu, Scratch.RESULT, 2);
    }
  }
}
