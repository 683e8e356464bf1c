package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * A packed instruction that treats each 64-bit lane by itself, in its MMX, SSE and AVX forms.
 *
 * @param operation what it computes; one of a single source ignores its first argument
 * @param lanes number of 64-bit lanes: 1, 2 or 4
 */
public record Lanewise(
    LaneOperation operation,
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
    for (int i = 0; i < lanes; i++) {
      v[d + i] = operation.apply(v[a + i], v[b + i]);
    }
    destination.done(cpu);
  }
}
