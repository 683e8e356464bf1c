package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.fault.GuestException;
import ksim.core.isa.Address;
import ksim.core.isa.Op;
import ksim.mmu.NonCanonicalAddress;
import ksim.mmu.paging.PageFault;

/**
 * VGATHER, VPGATHER: loads the elements that a mask selects from addresses made of a vector of
 * indices. It proceeds element by element, and clears the mask of each one done: after a fault, the
 * instruction goes on where it stopped (Intel SDM volume 2, VPGATHERDD). What lies above the vector
 * length has become zero then, and the elements of the mask are zeros or ones. A single-step trap
 * after some elements comes in lieu of the fault.
 *
 * @param bits width of an element: 32 or 64
 * @param indexBits width of an index: 32 or 64; sign-extended
 * @param count number of elements
 * @param lanes number of 64-bit lanes of the vector length: 2 or 4
 * @param destination index of the destination's first lane
 * @param mask index of the mask's first lane
 * @param indices index of the first lane of the indices
 * @param base address without the index
 * @param shift binary logarithm of the scale
 * @param rip address of the instruction
 */
public record Gather(
    int bits,
    int indexBits,
    int count,
    int lanes,
    int destination,
    int mask,
    int indices,
    Address base,
    int shift,
    long rip)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    long[] v = cpu.vectors.lanes;
    Elements elements = bits == 32 ? Elements.DOUBLEWORDS : Elements.QUADWORDS;
    for (int i = 0; i < lanes; i++) {
      v[mask + i] = elements.negative(v[mask + i]);
    }
    clear(v, mask, lanes);
    boolean loaded = false;
    for (int i = 0; i < count; i++) {
      if (element(v, mask, bits, i) != 0) {
        long value;
        try {
          long linear = base.linear(cpu, element(v, indices, indexBits, i) << shift);
          value = VectorMemory.loadElement(cpu, bits, linear);
        } catch (PageFault | NonCanonicalAddress | GuestException fault) {
          if (loaded && cpu.interrupts.singleStep) {
            cpu.rip = rip;
            cpu.interrupts.resumeRip = rip;
            return;
          }
          throw fault;
        }
        put(v, destination, i, value);
        put(v, mask, i, 0);
        clear(v, destination, lanes);
        loaded = true;
      }
    }
    clear(v, mask, 0);
    clear(v, destination, (count * bits + Long.SIZE - 1) / Long.SIZE);
  }

  /** Clears the lanes of a register from one on. */
  private static void clear(long[] v, int at, int from) {
    for (int i = from; i < VectorRegisters.LANES; i++) {
      v[at + i] = 0;
    }
  }

  /** An element, sign-extended. */
  private static long element(long[] v, int at, int bits, int index) {
    int bit = index * bits;
    return v[at + bit / Long.SIZE] << (Long.SIZE - bits - bit % Long.SIZE) >> (Long.SIZE - bits);
  }

  private void put(long[] v, int at, int index, long value) {
    int bit = index * bits;
    long ones = -1L >>> (Long.SIZE - bits) << bit;
    int lane = at + bit / Long.SIZE;
    v[lane] = (v[lane] & ~ones) | (value << bit & ones);
  }
}
