package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * PMOVZX and PMOVSX: widens the low elements of the source.
 *
 * @param from width of the source's elements
 * @param to width of the result's elements
 * @param signed sign-extends instead of zero-extending
 * @param lanes number of 64-bit lanes of the result: 2 or 4
 */
public record Extend(
    int from, int to, boolean signed, int lanes, VectorDestination destination, VectorSource source)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    int a = source.at(cpu);
    int d = destination.at();
    long[] v = cpu.vectors.lanes;
    // From the top, because a result lane never lies below the source lane it is made of.
    for (int i = lanes - 1; i >= 0; i--) {
      int firstBit = i * (Long.SIZE / to) * from;
      v[d + i] = widen(v[a + firstBit / Long.SIZE] >>> firstBit);
    }
    destination.done(cpu);
  }

  private long widen(long elements) {
    long result = 0;
    int unused = Long.SIZE - from;
    for (int i = 0; i < Long.SIZE / to; i++) {
      long element = elements >>> (i * from) << unused;
      long wide = signed ? element >> unused : element >>> unused;
      result |= (wide & -1L >>> (Long.SIZE - to)) << (i * to);
    }
    return result;
  }
}
