package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.isa.Registers.Register32;
import ksim.core.isa.Registers.Register64;

/**
 * CMPXCHG8B and CMPXCHG16B: compares a pair of registers, rDX:rAX, with twice their width of memory
 * and stores rCX:rBX if they are equal.
 *
 * @param low the lower half in memory
 * @param high the upper half in memory
 * @param address where the lower half is
 * @param alignment bytes to which the address must be aligned: 16 or, for CMPXCHG8B, 1
 */
public record Cmpxchg16b(
    Operand low,
    Operand high,
    Operand rax,
    Operand rdx,
    Operand rbx,
    Operand rcx,
    Address address,
    int alignment)
    implements Op {
  /** CMPXCHG8B of the operand at {@code address}. */
  public static Op cmpxchg8b(Address address) {
    return new Cmpxchg16b(
        Memory.of(32, address),
        Memory.of(32, address.plus(4)),
        new Register32(Cpu.RAX),
        new Register32(Cpu.RDX),
        new Register32(Cpu.RBX),
        new Register32(Cpu.RCX),
        address,
        1);
  }

  /** CMPXCHG16B of the operand at {@code address}. */
  public static Op cmpxchg16b(Address address) {
    return new Cmpxchg16b(
        Memory.of(64, address),
        Memory.of(64, address.plus(8)),
        new Register64(Cpu.RAX),
        new Register64(Cpu.RDX),
        new Register64(Cpu.RBX),
        new Register64(Cpu.RCX),
        address,
        16);
  }

  @Override
  public void exec(Cpu cpu) {
    if ((address.linear(cpu) & (alignment - 1)) != 0) {
      throw GuestException.generalProtection(0);
    }
    if (alignment == 1) { // one access of eight bytes, if alignment is checked
      cpu.mmu.readForUpdate64(address.ofBytes(Long.BYTES).linearForWrite(cpu));
    }
    long oldLow = low.readForUpdate(cpu);
    long oldHigh = high.readForUpdate(cpu);
    boolean equal = oldLow == rax.read(cpu) && oldHigh == rdx.read(cpu);
    if (equal) {
      low.write(cpu, rbx.read(cpu));
      high.write(cpu, rcx.read(cpu));
    } else {
      rax.write(cpu, oldLow);
      rdx.write(cpu, oldHigh);
    }
    cpu.flags.setZero(equal);
  }
}
