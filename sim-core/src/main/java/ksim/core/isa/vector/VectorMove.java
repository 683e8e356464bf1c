package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/** Moves of whole vectors: MOVAPS MOVUPS MOVDQA MOVDQU MOVQ MOVNTDQ LDDQU and their kin. */
public final class VectorMove {
  private VectorMove() {}

  /**
   * A move of any operands.
   *
   * @param lanes number of 64-bit lanes that the destination has
   */
  public record Move(int lanes, VectorDestination destination, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.at(cpu), lanes);
    }
  }

  /** MOVQ of a register, MOVQ2DQ, MOVDQ2Q: the low lane, and zero above it. */
  public record MoveLow(VectorDestination destination, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      v[Scratch.RESULT] = v[source.at(cpu)];
      v[Scratch.RESULT + 1] = 0;
      destination.write(cpu, Scratch.RESULT, 2);
    }
  }
}
