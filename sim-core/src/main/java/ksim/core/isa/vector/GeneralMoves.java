package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/** Moves between vectors and general registers or memory, of one element. */
public final class GeneralMoves {
  private GeneralMoves() {}

  /** MOVD, MOVQ: the value in the low bits, zeros above. */
  public record ToVector(int lanes, VectorDestination destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long[] v = cpu.vectors.lanes;
      v[Scratch.RESULT] = value;
      v[Scratch.RESULT + 1] = 0;
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }

  /**
   * MOVD, MOVQ, PEXTR, EXTRACTPS: one element, zero-extended.
   *
   * @param bits its width
   * @param index its number
   */
  public record Extract(Operand destination, VectorSource source, int bits, int index)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int bit = index * bits;
      long lane = cpu.vectors.lanes[source.at(cpu) + bit / Long.SIZE];
      destination.write(cpu, lane >>> bit & -1L >>> (Long.SIZE - bits));
    }
  }

  /**
   * PINSR: the first source with one element replaced.
   *
   * @param lanes number of 64-bit lanes: 1 or 2
   * @param bits width of the element
   * @param index its number
   */
  public record Insert(
      int lanes,
      VectorDestination destination,
      VectorSource first,
      Operand source,
      int bits,
      int index)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long mask = -1L >>> (Long.SIZE - bits);
      long value = source.read(cpu) & mask;
      int a = first.at(cpu);
      int d = destination.at();
      long[] v = cpu.vectors.lanes;
      for (int i = 0; i < lanes; i++) {
        v[d + i] = v[a + i];
      }
      int bit = index * bits;
      int lane = d + bit / Long.SIZE;
      v[lane] = (v[lane] & ~(mask << bit)) | value << bit;
      destination.done(cpu);
    }
  }

  /**
   * PMOVMSKB, MOVMSKPS, MOVMSKPD: the top bits of all elements.
   *
   * @param lanes number of 64-bit lanes: 1, 2 or 4
   */
  public record SignMask(Operand destination, VectorSource source, Elements elements, int lanes)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      int perLane = Long.SIZE / elements.bits();
      long mask = 0;
      for (int i = 0; i < lanes; i++) {
        mask |= elements.signBits(v[a + i]) << (i * perLane);
      }
      destination.write(cpu, mask);
    }
  }
}
