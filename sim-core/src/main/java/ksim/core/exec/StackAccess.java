package ksim.core.exec;

import java.util.Optional;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.fault.GuestException;
import ksim.mmu.NonCanonicalAddress;

/** Tells which exception an access to a non-canonical address raises. */
final class StackAccess {
  /** No operand is longer, XSAVE areas included. */
  private static final int LONGEST_OPERAND_BYTES = 4096;

  /** Instructions that access the stack without naming it. */
  private static final Set<String> IMPLICIT =
      Set.of(
          "push", "pop", "pushf", "pushfq", "popf", "popfq", "enter", "leave", "call", "callf",
          "ret", "retf", "iret", "iretd", "iretq");

  /** Instructions that access memory far from their operand. */
  private static final Set<String> BIT_STRINGS = Set.of("bt", "bts", "btr", "btc");

  private StackAccess() {}

  /**
   * #SS(0) for an access through the stack segment, #GP(0) for any other, fetches among them.
   *
   * @param instruction the instruction that made the access; empty if it could not be fetched
   * @param rip its address
   */
  static GuestException classify(
      Cpu cpu, NonCanonicalAddress access, Optional<Instruction> instruction, long rip) {
    return instruction.filter(i -> isStack(cpu, access.address(), i, rip)).isPresent()
        ? GuestException.stackFault(0)
        : GuestException.generalProtection();
  }

  private static boolean isStack(Cpu cpu, long address, Instruction instruction, long rip) {
    for (var operand : instruction.operands()) {
      if (operand instanceof MemoryOperand memory) {
        if (memory.hasVectorIndex() || BIT_STRINGS.contains(instruction.mnemonic())) {
          return memory.segment() == Segments.SS;
        }
        long start = linear(cpu, memory, rip + instruction.length());
        if (Long.compareUnsigned(address - start, LONGEST_OPERAND_BYTES) < 0) {
          return memory.segment() == Segments.SS;
        }
      }
    }
    return IMPLICIT.contains(instruction.mnemonic());
  }

  private static long linear(Cpu cpu, MemoryOperand memory, long next) {
    long base =
        switch (memory.base()) {
          case MemoryOperand.NONE -> 0;
          case MemoryOperand.RIP -> next;
          default -> cpu.gpr[memory.base()];
        };
    long index = memory.index() == MemoryOperand.NONE ? 0 : cpu.gpr[memory.index()];
    long offset = base + index * memory.scale() + memory.displacement();
    return (offset & -1L >>> (64 - memory.addressBits())) + cpu.segmentBase[memory.segment()];
  }
}
