package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** Memory operands, one record a width. */
public final class Memory {
  private Memory() {}

  /** The memory operand of {@code bits} bits at an address. */
  public static Operand of(int bits, Address address) {
    return switch (address) {
      case FlatAddress flat -> of(bits, flat);
      case SegmentedAddress segmented -> new SegmentedMemory(bits, segmented.ofBytes(bits / 8));
    };
  }

  private static Operand of(int bits, FlatAddress address) {
    return switch (bits) {
      case 8 -> new Memory8(address);
      case 16 -> new Memory16(address);
      case 32 -> new Memory32(address);
      case 64 -> new Memory64(address);
      default -> throw new IllegalArgumentException("no memory operand of " + bits + " bits");
    };
  }

  /** Reads {@code bits} bits at a linear address. */
  static long read(Cpu cpu, int bits, long linear) {
    return switch (bits) {
      case 8 -> cpu.mmu.read8(linear);
      case 16 -> cpu.mmu.read16(linear);
      case 32 -> cpu.mmu.read32(linear);
      default -> cpu.mmu.read64(linear);
    };
  }

  /** Reads {@code bits} bits that will be written. */
  static long readForUpdate(Cpu cpu, int bits, long linear) {
    return switch (bits) {
      case 8 -> cpu.mmu.readForUpdate8(linear);
      case 16 -> cpu.mmu.readForUpdate16(linear);
      case 32 -> cpu.mmu.readForUpdate32(linear);
      default -> cpu.mmu.readForUpdate64(linear);
    };
  }

  /** Writes the low {@code bits} bits of a value at a linear address. */
  static void write(Cpu cpu, int bits, long linear, long value) {
    switch (bits) {
      case 8 -> cpu.mmu.write8(linear, value);
      case 16 -> cpu.mmu.write16(linear, value);
      case 32 -> cpu.mmu.write32(linear, value);
      default -> cpu.mmu.write64(linear, value);
    }
  }

  /** Eight bytes of memory. */
  public record Memory64(FlatAddress address) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.mmu.read64(address.linear(cpu));
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.mmu.readForUpdate64(address.linear(cpu));
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.mmu.write64(address.linear(cpu), value);
    }
  }

  /** Four bytes of memory. */
  public record Memory32(FlatAddress address) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.mmu.read32(address.linear(cpu));
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.mmu.readForUpdate32(address.linear(cpu));
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.mmu.write32(address.linear(cpu), value);
    }
  }

  /** Two bytes of memory. */
  public record Memory16(FlatAddress address) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.mmu.read16(address.linear(cpu));
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.mmu.readForUpdate16(address.linear(cpu));
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.mmu.write16(address.linear(cpu), value);
    }
  }

  /** One byte of memory. */
  public record Memory8(FlatAddress address) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.mmu.read8(address.linear(cpu));
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.mmu.readForUpdate8(address.linear(cpu));
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.mmu.write8(address.linear(cpu), value);
    }
  }
}
