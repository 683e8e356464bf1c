package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/**
 * PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM. CF tells that any bit of the result is set, OF its
 * bit 0, ZF that the second operand ends within the vector, SF that the first one does.
 *
 * @param control the immediate
 * @param lengths where the lengths come from
 * @param output what becomes of the result
 */
public record PackedStrings(
    int control, Lengths lengths, Output output, VectorSource first, VectorSource second)
    implements Op {

  /** Where the lengths of the operands come from. */
  public sealed interface Lengths {}

  /** Each operand ends before its first zero element. */
  public record Implicit() implements Lengths {}

  /** The absolute values of rAX and rDX, of {@code bits} bits. */
  public record Explicit(int bits) implements Lengths {
    int length(long register, int count) {
      int unused = Long.SIZE - bits;
      long value = Math.abs(register << unused >> unused);
      return value < 0 ? count : (int) Math.min(value, count);
    }
  }

  /** What becomes of the result. */
  public sealed interface Output {}

  /** The number of its lowest or highest bit, or the number of elements, goes to a register. */
  public record Index(Operand destination) implements Output {}

  /** It goes to a vector, as bits or, with bit 6 of the control, as elements of ones. */
  public record Mask(VectorDestination destination) implements Output {}

  @Override
  public void exec(Cpu cpu) {
    int a = first.at(cpu);
    int b = second.at(cpu);
    long[] v = cpu.vectors.lanes;
    StringCompare compare = new StringCompare(control);
    int count = compare.count();
    int length;
    int length2;
    switch (lengths) {
      case Implicit() -> {
        length = compare.implicitLength(v, a);
        length2 = compare.implicitLength(v, b);
      }
      case Explicit explicit -> {
        length = explicit.length(cpu.gpr[Cpu.RAX], count);
        length2 = explicit.length(cpu.gpr[Cpu.RDX], count);
      }
    }
    int result = compare.compare(v, a, length, b, length2);
    switch (output) {
      case Index(Operand destination) -> destination.write(cpu, index(result, count));
      case Mask(VectorDestination destination) -> writeMask(cpu, destination, result, compare);
    }
    cpu.flags.setStatus(
        (result != 0 ? Flags.CF : 0)
            | (length2 < count ? Flags.ZF : 0)
            | (length < count ? Flags.SF : 0)
            | ((result & 1) != 0 ? Flags.OF : 0));
  }

  private boolean highOrWide() {
    return (control >>> 6 & 1) != 0;
  }

  private int index(int result, int count) {
    if (result == 0) {
      return count;
    }
    return highOrWide()
        ? Integer.SIZE - 1 - Integer.numberOfLeadingZeros(result)
        : Integer.numberOfTrailingZeros(result);
  }

  private void writeMask(
      Cpu cpu, VectorDestination destination, int result, StringCompare compare) {
    long[] v = cpu.vectors.lanes;
    Elements elements = compare.bits() == 8 ? Elements.BYTES : Elements.WORDS;
    int perLane = compare.count() / 2;
    v[Scratch.RESULT] = highOrWide() ? elements.spread(result) : result;
    v[Scratch.RESULT + 1] = highOrWide() ? elements.spread(result >>> perLane) : 0;
    destination.write(cpu, Scratch.RESULT, 2);
  }
}
