package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.isa.Address;

/**
 * Where an operation puts a vector. It computes into the lanes at {@link #at} and then calls {@link
 * #done}, which applies the rules of the destination: what becomes of the upper lanes, and the way
 * to memory or to an MMX register. An operation that may still fault after its first result lane
 * computes into a scratch register and calls {@link #write}.
 */
public sealed interface VectorDestination {
  /** Index of the lanes of {@link VectorRegisters#lanes} that the result is computed in. */
  int at();

  /**
   * Completes the write; the lanes at {@link #at} hold the result.
   *
   * @throws ksim.core.fault.GuestException #GP(0) if memory is not aligned as it must be
   * @throws ksim.mmu.paging.PageFault if memory cannot be written; nothing has been written then
   */
  void done(Cpu cpu);

  /**
   * Writes a result that stands in other lanes.
   *
   * @param from index of its first lane
   * @param count number of lanes, 1 to 4
   */
  default void write(Cpu cpu, int from, int count) {
    long[] lanes = cpu.vectors.lanes;
    int to = at();
    for (int i = 0; i < count; i++) {
      lanes[to + i] = lanes[from + i];
    }
    done(cpu);
  }

  /**
   * An XMM or YMM register. Legacy SSE instructions leave bits 255-128 as they are, VEX.128 ones
   * clear them, VEX.256 ones write all lanes (Intel SDM volume 1, section 14.3).
   *
   * @param at index of its first lane
   * @param clearsUpper whether bits 255-128 become zero
   */
  record ToRegister(int at, boolean clearsUpper) implements VectorDestination {
    @Override
    public void done(Cpu cpu) {
      if (clearsUpper) {
        long[] lanes = cpu.vectors.lanes;
        lanes[at + 2] = 0;
        lanes[at + 3] = 0;
      }
    }
  }

  /**
   * Memory.
   *
   * @param bits width: 8, 16, 32, 64, 128 or 256
   * @param address where
   * @param alignmentMask bits of the linear address that must be zero
   */
  record ToMemory(int bits, Address address, int alignmentMask) implements VectorDestination {
    @Override
    public int at() {
      return Scratch.RESULT;
    }

    @Override
    public void done(Cpu cpu) {
      long linear = VectorMemory.linearForWrite(cpu, address, alignmentMask);
      VectorMemory.store(cpu, bits, linear, Scratch.RESULT);
    }

    @Override
    public void write(Cpu cpu, int from, int count) {
      long linear = VectorMemory.linearForWrite(cpu, address, alignmentMask);
      VectorMemory.store(cpu, bits, linear, from);
    }
  }

  /**
   * Eight bytes of memory whose alignment is never checked, be RFLAGS.AC set.
   *
   * @param address where
   */
  record ToUnchecked64(Address address) implements VectorDestination {
    @Override
    public int at() {
      return Scratch.RESULT;
    }

    @Override
    public void done(Cpu cpu) {
      long linear = address.linearForWrite(cpu);
      cpu.mmu.checkWritable(linear, Long.BYTES);
      VectorMemory.storeElement(cpu, Long.SIZE, linear, cpu.vectors.lanes[Scratch.RESULT]);
    }
  }

  /**
   * An MMX register.
   *
   * @param number 0 to 7
   */
  record ToMmx(int number) implements VectorDestination {
    @Override
    public int at() {
      return Scratch.RESULT;
    }

    @Override
    public void done(Cpu cpu) {
      MmxState.write(cpu.x87, number, cpu.vectors.lanes[Scratch.RESULT]);
    }
  }
}
