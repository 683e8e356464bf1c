package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** Accesses to the stack at an operand size known at decode. */
final class StackSlot {
  private StackSlot() {}

  static long read(Cpu cpu, long address, int bits) {
    return switch (bits) {
      case 64 -> cpu.mmu.read64(address);
      case 32 -> cpu.mmu.read32(address);
      default -> cpu.mmu.read16(address);
    };
  }

  static void write(Cpu cpu, long address, int bits, long value) {
    switch (bits) {
      case 64 -> cpu.mmu.write64(address, value);
      case 32 -> cpu.mmu.write32(address, value);
      default -> cpu.mmu.write16(address, value);
    }
  }
}
