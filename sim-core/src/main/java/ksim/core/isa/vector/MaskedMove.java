package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
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
      int bits, int lanes, VectorDestination destination, VectorSource mask, ElementAddress address)
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
            lane |=
                VectorMemory.loadElement(cpu, bits, address.linear(cpu, (long) element * bits / 8))
                    << (j * bits);
          }
        }
        v[Scratch.RESULT + i] = lane;
      }
      destination.write(cpu, Scratch.RESULT, lanes);
    }
  }

  /**
   * The same moves to memory, of all elements or none.
   *
   * @param bits width of an element: 32 or 64
   * @param lanes number of 64-bit lanes: 2 or 4
   */
  public record Store(
      int bits, int lanes, ElementAddress address, VectorSource mask, VectorSource source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int m = mask.at(cpu);
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      int elements = lanes * Long.SIZE / bits;
      int first = 0;
      while (first < elements && !selected(v, m, bits, first)) {
        first++;
      }
      if (first < elements) {
        checkWritable(cpu, v, m, first);
      }
      for (int i = first; i < elements; i++) {
        if (selected(v, m, bits, i)) {
          int bit = i * bits;
          VectorMemory.storeElement(cpu, bits, place(cpu, i), v[a + bit / Long.SIZE] >>> bit);
        }
      }
    }

    /**
     * Which byte a fault names the manual leaves open. As on Intel processors it is the first that
     * is selected or, if that could be written, the last one.
     */
    private void checkWritable(Cpu cpu, long[] v, int mask, int first) {
      int last = lanes * Long.SIZE / bits - 1;
      while (!selected(v, mask, bits, last)) {
        last--;
      }
      cpu.mmu.checkWritable(place(cpu, first), 1);
      cpu.mmu.checkWritable(place(cpu, last) + bits / 8 - 1, 1);
    }

    private long place(Cpu cpu, int element) {
      return address.linearForWrite(cpu, (long) element * bits / 8);
    }
  }

  /**
   * MASKMOVQ and MASKMOVDQU. The manual leaves open whether bytes that are not selected can fault;
   * as on Intel processors whole lanes must be writable, and the high one is looked at first.
   *
   * @param lanes number of 64-bit lanes: 1 or 2
   * @param address of the first byte
   */
  public record StoreBytes(
      int lanes, ElementAddress address, VectorSource mask, VectorSource source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int m = mask.at(cpu);
      int a = source.at(cpu);
      long[] v = cpu.vectors.lanes;
      for (int i = lanes - 1; i >= 0; i--) {
        cpu.mmu.checkWritable(address.linearForWrite(cpu, (long) i * Long.BYTES), Long.BYTES);
      }
      for (int i = 0; i < lanes * Long.BYTES; i++) {
        if (selected(v, m, Byte.SIZE, i)) {
          long value = v[a + i / Long.BYTES] >>> (i * Byte.SIZE);
          cpu.mmu.write8(address.linearForWrite(cpu, i), value);
        }
      }
    }
  }
}
