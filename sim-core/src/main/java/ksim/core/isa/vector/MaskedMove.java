package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;
import ksim.core.isa.Op;

/**
 * Moves of the elements that a mask selects, by the top bits of its elements: VMASKMOV, VPMASKMOV,
 * MASKMOVDQU, MASKMOVQ. Elements not selected are not accessed and cannot fault.
 */
public final class MaskedMove {
  private MaskedMove() {}

  private static boolean selected(long[] v, int mask, int bits, int index) {
    int top = (index + 1) * bits - 1;
    return (v[mask + top / Long.SIZE] >>> top & 1) != 0;
  }

  /**
   * VMASKMOVPS, VMASKMOVPD, VPMASKMOVD, VPMASKMOVQ from memory: elements not selected become zero.
   *
   * @param bits width of an element: 32 or 64
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record Load(
      int bits, int lanes, VectorDestination destination, VectorSource mask, Address address)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int m = mask.at(cpu);
      long[] v = cpu.vectors.lanes;
      int perLane = Long.SIZE / bits;
      for (int i = 0; i < lanes; i++) {
        long lane = 0;
        for (int j = 0; j < perLane; j++) {
          int element = i * perLane + j;
          if (selected(v, m, bits, element)) {
            lane |= read(cpu, address.linear(cpu, (long) element * bits / 8)) << (j * bits);
          }
        }
        v[Scratch.RESULT + i] = lane;
      }
      destination.write(cpu, Scratch.RESULT, lanes);
    }

    private long read(Cpu cpu, long linear) {
      return bits == 32 ? cpu.mmu.read32(linear) : cpu.mmu.read64(linear);
    }
  }

  /**
   * The same moves to memory, of all elements or none.
   *
   * @param bits width of an element: 8, 32 or 64
   * @param lanes number of 64-bit lanes: 1, 2 or 4
   */
  public record Store(int bits, int lanes, Address address, VectorSource mask, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int m = mask.at(cpu);
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      int elements = lanes * Long.SIZE / bits;
      for (int i = 0; i < elements; i++) {
        if (selected(v, m, bits, i)) {
          cpu.mmu.checkWritable(place(cpu, i), bits / 8);
        }
      }
      for (int i = 0; i < elements; i++) {
        if (selected(v, m, bits, i)) {
          int bit = i * bits;
          write(cpu, place(cpu, i), v[a + bit / Long.SIZE] >>> bit);
        }
      }
    }

    private long place(Cpu cpu, int element) {
      return address.linearForWrite(cpu, (long) element * bits / 8);
    }

    private void write(Cpu cpu, long linear, long value) {
      switch (bits) {
        case 8 -> cpu.mmu.write8(linear, value);
        case 32 -> cpu.mmu.write32(linear, value);
        default -> cpu.mmu.write64(linear, value);
      }
    }
  }
}
