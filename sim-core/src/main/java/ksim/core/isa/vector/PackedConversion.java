package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.softfloat.FloatUnit;

/**
 * Converts the low elements of a vector; what the result does not fill becomes zero. Where the
 * destination is memory that cannot be written, the flags of MXCSR have changed nevertheless, as on
 * Intel processors.
 *
 * @param from width of the source's elements
 * @param to width of the result's elements
 * @param count number of elements
 * @param lanes number of 64-bit lanes that are written
 */
public record PackedConversion(
    ElementConversion conversion,
    int from,
    int to,
    int count,
    int lanes,
    VectorDestination destination,
    VectorSource source)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    convert(cpu, conversion, from, to, count, source.at(cpu));
    SimdExceptions.finish(cpu);
    destination.write(cpu, Scratch.RESULT, lanes);
  }

  /**
   * Fills the result's scratch register and leaves the exceptions in the unit.
   *
   * @param source index of the source's first lane
   */
  static void convert(
      Cpu cpu, ElementConversion conversion, int from, int to, int count, int source) {
    long[] v = cpu.vectors.lanes;
    FloatUnit unit = SimdExceptions.begin(cpu);
    for (int i = 0; i < 4; i++) {
      v[Scratch.RESULT + i] = 0;
    }
    long mask = -1L >>> (Long.SIZE - to);
    for (int i = 0; i < count; i++) {
      long element = v[source + i * from / Long.SIZE] >>> (i * from);
      long converted = conversion.apply(unit, element) & mask;
      v[Scratch.RESULT + i * to / Long.SIZE] |= converted << (i * to);
    }
  }
}
