package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * Shifts of packed elements by the count in the low 64 bits of a vector.
 *
 * @param lanes number of 64-bit lanes: 1, 2 or 4
 */
public record ShiftByCount(
    PackedShift.Operation operation,
    Elements elements,
    int lanes,
    VectorDestination destination,
    VectorSource source,
    VectorSource count)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    int a = source.at(cpu);
    int b = count.at(cpu);
    int d = destination.at();
    long[] v = cpu.vectors.lanes;
    long n = v[b];
    for (int i = 0; i < lanes; i++) {
      v[d + i] = operation.apply(elements, v[a + i], n);
    }
    destination.done(cpu);
  }
}
