package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.VectorRegisters;
import ksim.core.isa.Address;
import ksim.core.isa.Op;

/**
 * VGATHER, VPGATHER: loads the elements that a mask selects from addresses made of a vector of
 * indices. It proceeds element by element, and clears the mask of each one done: after a fault, the
 * instruction goes on where it stopped (Intel SDM volume 2, VPGATHERDD). What lies above the vector
 * length has become zero then, and the elements of the mask are zeros or ones.
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
    int shift)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    long[] v = cpu.vectors.lanes;
    Elements elements = bits == 32 ? Elements.DOUBLEWORDS : Elements.QUADWORDS;
    for (int i = 0; i < lanes; i++) {
      v[mask + i] = elements.negative(v[mask + i]);
    }
    clear(v, mask, lanes);
    for (int i = 0; i < count; i++) {
      if (element(v, mask, bits, i) != 0) {
        long linear = base.linear(cpu, element(v, indices, indexBits, i) << shift);
        put(v, destination, i, load(cpu, linear));
        put(v, mask, i, 0);
        clear(v, destination, lanes);
      }
    }
    clear(v, mask, 0);
    clear(v, destination, (count * bits + Long.SIZE - 1) / Long.SIZE);
  }

  /** Reads an element. Alignment is never checked, be RFLAGS.AC set. */
  private long load(Cpu cpu, long linear) {
    if (!cpu.flags.isSet(Flags.AC)) {
      return bits == 32 ? cpu.mmu.read32(linear) : cpu.mmu.read64(linear);
    }
    long value = 0;
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      value |= cpu.mmu.read8(linear + bit / Byte.SIZE) << bit;
    }
    return value;
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
