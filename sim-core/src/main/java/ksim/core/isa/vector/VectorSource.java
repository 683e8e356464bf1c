package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.isa.Address;

/**
 * Where an operation reads a vector from. Whatever it is, its lanes stand in {@link
 * VectorRegisters#lanes} when the operation computes: those of a register are there already, memory
 * and MMX registers are copied into a scratch register first.
 */
public sealed interface VectorSource {
  /**
   * Index of the vector's first lane.
   *
   * @throws ksim.core.fault.GuestException #GP(0) if memory is not aligned as it must be
   * @throws ksim.mmu.paging.PageFault if memory cannot be read
   */
  int at(Cpu cpu);

  /**
   * An XMM or YMM register.
   *
   * @param first index of its first lane
   */
  record Register(int first) implements VectorSource {
    /** The register of a number, 0 to 15. */
    public static Register of(int number) {
      return new Register(number * VectorRegisters.LANES);
    }

    @Override
    public int at(Cpu cpu) {
      return first;
    }
  }

  /**
   * Memory.
   *
   * @param bits width: 8, 16, 32, 64, 128 or 256; a narrow value is zero-extended to 128 bits
   * @param address where
   * @param alignmentMask bits of the linear address that must be zero
   * @param scratch index of the lanes that it is read into
   */
  record FromMemory(int bits, Address address, int alignmentMask, int scratch)
      implements VectorSource {
    @Override
    public int at(Cpu cpu) {
      long linear = VectorMemory.linear(cpu, address, alignmentMask);
      VectorMemory.load(cpu, bits, linear, scratch);
      return scratch;
    }
  }

  /**
   * Eight bytes of memory whose alignment is never checked, be RFLAGS.AC set.
   *
   * @param address where
   * @param scratch index of the lanes that it is read into
   */
  record FromUnchecked64(Address address, int scratch) implements VectorSource {
    @Override
    public int at(Cpu cpu) {
      long value = VectorMemory.loadElement(cpu, Long.SIZE, address.linear(cpu));
      cpu.vectors.lanes[scratch] = value;
      cpu.vectors.lanes[scratch + 1] = 0;
      return scratch;
    }
  }

  /**
   * An MMX register.
   *
   * @param number 0 to 7
   * @param scratch index of the lanes that it is copied to
   */
  record FromMmx(int number, int scratch) implements VectorSource {
    @Override
    public int at(Cpu cpu) {
      cpu.vectors.lanes[scratch] = MmxState.read(cpu.x87, number);
      return scratch;
    }
  }
}
