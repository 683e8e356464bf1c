package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * A packed instruction that treats each block of 128 bits by itself, in its SSE and AVX forms.
 *
 * @param operation what it computes; one of a single source ignores the first
 * @param lanes number of 64-bit lanes: 2 or 4
 */
public record Blockwise(
    BlockOperation operation,
    int lanes,
    VectorDestination destination,
    VectorSource first,
    VectorSource second)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    int a = first.at(cpu);
    int b = second.at(cpu);
    int d = destination.at();
    long[] v = cpu.vectors.lanes;
    for (int i = 0; i < lanes; i += 2) {
      long low = v[a + i];
      long high = v[a + i + 1];
      long low2 = v[b + i];
      long high2 = v[b + i + 1];
      v[d + i] = operation.lane(0, low, high, low2, high2);
      v[d + i + 1] = operation.lane(1, low, high, low2, high2);
    }
    destination.done(cpu);
  }
}
