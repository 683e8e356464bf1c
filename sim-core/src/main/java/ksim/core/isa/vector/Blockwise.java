package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * A packed instruction that treats each block of 128 bits by itself, in its SSE and AVX forms.
 *
 * @param lower what it computes in the first block; an operation of one source ignores the first
 * @param upper what it computes in the second block: the same but for some immediates
 * @param lanes number of 64-bit lanes: 2 or 4
 */
public record Blockwise(
    BlockOperation lower,
    BlockOperation upper,
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
    compute(lower, v, d, a, b);
    if (lanes > 2) {
      compute(upper, v, d + 2, a + 2, b + 2);
    }
    destination.done(cpu);
  }

  private static void compute(BlockOperation operation, long[] v, int d, int a, int b) {
    long low = v[a];
    long high = v[a + 1];
    long low2 = v[b];
    long high2 = v[b + 1];
    v[d] = operation.lane(0, low, high, low2, high2);
    v[d + 1] = operation.lane(1, low, high, low2, high2);
  }
}
