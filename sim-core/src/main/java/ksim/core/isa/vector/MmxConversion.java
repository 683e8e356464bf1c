package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/**
 * Conversions between two integers in an MMX register and floating-point elements. The x87 state
 * becomes that of MMX code even if an exception is raised.
 */
public final class MmxConversion {
  private MmxConversion() {}

  /**
   * CVTPS2PI, CVTPD2PI and their truncating forms.
   *
   * @param from width of the source's elements
   */
  public record ToMmx(
      ElementConversion conversion, int from, VectorDestination destination, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      PackedConversion.convert(cpu, conversion, from, 32, 2, source.at(cpu));
      MmxState.enter(cpu.x87);
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, 1);
    }
  }

  /**
   * CVTPI2PS, CVTPI2PD. The first writes the low 64 bits only.
   *
   * @param to width of the result's elements
   * @param entersMmx whether the source is a register: memory leaves the x87 state alone
   */
  public record FromMmx(
      ElementConversion conversion,
      int to,
      boolean entersMmx,
      VectorDestination destination,
      VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      PackedConversion.convert(cpu, conversion, 32, to, 2, source.at(cpu));
      if (entersMmx) {
        MmxState.enter(cpu.x87);
      }
      SimdExceptions.finish(cpu);
      destination.write(cpu, Scratch.RESULT, 2 * to / Long.SIZE);
    }
  }
}
