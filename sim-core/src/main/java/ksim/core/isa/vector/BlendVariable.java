package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * PBLENDVB, BLENDVPS, BLENDVPD: elements of the second source where the top bit of the mask's
 * element is set, else of the first.
 *
 * @param lanes number of 64-bit lanes: 2 or 4
 */
public record BlendVariable(
    Elements elements,
    int lanes,
    VectorDestination destination,
    VectorSource first,
    VectorSource second,
    VectorSource mask)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    int a = first.at(cpu);
    int b = second.at(cpu);
    int m = mask.at(cpu);
    int d = destination.at();
    long[] v = cpu.vectors.lanes;
    for (int i = 0; i < lanes; i++) {
      long ones = elements.negative(v[m + i]);
      v[d + i] = (v[a + i] & ~ones) | (v[b + i] & ones);
    }
    destination.done(cpu);
  }
}
