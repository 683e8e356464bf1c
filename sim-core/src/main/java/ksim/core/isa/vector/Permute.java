package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/** AVX instructions that move elements between the blocks of a YMM register. */
public final class Permute {
  private static final long LOW = 0xffff_ffffL;

  private Permute() {}

  /** VPERMQ, VPERMPD: each lane by two bits of an immediate. */
  public record Quadwords(int control, VectorDestination destination, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      for (int i = 0; i < 4; i++) {
        v[Scratch.RESULT + i] = v[a + (control >>> (2 * i) & 3)];
      }
      destination.write(cpu, Scratch.RESULT, 4);
    }
  }

  /** VPERMD, VPERMPS: each doubleword by the low three bits of its index. */
  public record Doublewords(
      VectorDestination destination, VectorSource indices, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int index = indices.at(cpu);
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      for (int i = 0; i < 4; i++) {
        long low = doubleword(v, a, v[index + i]);
        long high = doubleword(v, a, v[index + i] >>> 32);
        v[Scratch.RESULT + i] = low | high << 32;
      }
      destination.write(cpu, Scratch.RESULT, 4);
    }

    private static long doubleword(long[] v, int at, long index) {
      return v[at + (int) (index >>> 1 & 3)] >>> (32 * (index & 1)) & LOW;
    }
  }

  /** VPERM2F128, VPERM2I128: each block one of the four of both sources, or zero. */
  public record Blocks(
      int control, VectorDestination destination, VectorSource first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = first.at(cpu);
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      select(v, Scratch.RESULT, a, b, control);
      select(v, Scratch.RESULT + 2, a, b, control >>> 4);
      destination.write(cpu, Scratch.RESULT, 4);
    }

    private static void select(long[] v, int to, int a, int b, int control) {
      int from = ((control & 2) == 0 ? a : b) + 2 * (control & 1);
      boolean zero = (control & 8) != 0;
      v[to] = zero ? 0 : v[from];
      v[to + 1] = zero ? 0 : v[from + 1];
    }
  }

  /** VINSERTF128, VINSERTI128: the first source with one block replaced, 0 or 1. */
  public record InsertBlock(
      int block, VectorDestination destination, VectorSource first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = first.at(cpu);
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      for (int i = 0; i < 2; i++) {
        v[Scratch.RESULT + 2 * block + i] = v[b + i];
        v[Scratch.RESULT + 2 * (1 - block) + i] = v[a + 2 * (1 - block) + i];
      }
      destination.write(cpu, Scratch.RESULT, 4);
    }
  }

  /**
   * VBROADCAST, VPBROADCAST: the lowest element of the source in every element.
   *
   * @param elements width of the element
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record Broadcast(
      Elements elements, int lanes, VectorDestination destination, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = source.at(cpu);
      int d = destination.at();
      long[] v = cpu.vectors.lanes;
      long value = elements.replicate(v[a] & elements.lowest());
      for (int i = 0; i < lanes; i++) {
        v[d + i] = value;
      }
      destination.done(cpu);
    }
  }

  /** VBROADCASTF128, VBROADCASTI128: the source in both blocks. */
  public record BroadcastBlock(VectorDestination destination, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int a = source.at(cpu);
      int d = destination.at();
      long[] v = cpu.vectors.lanes;
      long low = v[a];
      long high = v[a + 1];
      v[d] = low;
      v[d + 1] = high;
      v[d + 2] = low;
      v[d + 3] = high;
      destination.done(cpu);
    }
  }
}
