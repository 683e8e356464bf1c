package ksim.core.encoding;

import java.util.List;
import java.util.stream.Collectors;

/** Numbers and addresses as both syntaxes print them. */
final class OperandText {
  private OperandText() {}

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** A displacement with its sign: {@code -0x8}. */
  static String signedHex(long value) {
    return value < 0 ? "-" + hex(-value) : hex(value);
  }

  /** An address without base and index; sign-extended in 64-bit mode only. */
  static String address(MemoryOperand memory) {
    return hex(memory.displacement() & -1L >>> (64 - memory.addressBits()));
  }

  /** The target of a branch. */
  static String target(Instruction instruction, long rip, BranchOperand branch) {
    long next = rip + instruction.length();
    long target = next + branch.displacement();
    return switch (instruction.mode()) {
      case BITS_64 -> hex(branch.bits() == 16 ? target & 0xffff : target);
      case BITS_32 -> hex(target & (branch.bits() == 16 ? 0xffffL : 0xffff_ffffL));
      // Within the 64 KiB segment that the next instruction lies in; objdump leaves short ones.
      case BITS_16 ->
          hex(branch.bits() == 16 ? (next & ~0xffffL) | (target & 0xffff) : target & 0xffff_ffffL);
    };
  }

  /** Whether the instruction carries a far pointer: a selector and an offset. */
  static boolean isFarTarget(Instruction instruction) {
    List<OperandPattern> patterns = instruction.encoding().operands();
    return patterns.size() == 1 && patterns.getFirst().kind() == OperandKind.A;
  }

  /** The selector and the offset of a far pointer. */
  static String farTarget(Instruction instruction, String separator) {
    return instruction.operands().stream()
        .map(o -> o instanceof ImmediateOperand immediate ? hex(immediate.value()) : "")
        .collect(Collectors.joining(separator));
  }

  /** An immediate, cut to the operand size that it is extended to. */
  static String immediate(Instruction instruction, int index, ImmediateOperand operand) {
    int bits =
        isExtended(instruction.encoding().operands().get(index).size())
            ? instruction.operandBits()
            : 64;
    return hex(bits == 64 ? operand.value() : operand.value() & (1L << bits) - 1);
  }

  private static boolean isExtended(OperandSize size) {
    return size == OperandSize.S || size == OperandSize.Z || size == OperandSize.V;
  }

  /**
   * The register as shown: selectors are read from 16 bits, but objdump names the whole register.
   */
  static RegisterOperand shown(Instruction instruction, RegisterOperand register) {
    boolean selector =
        register.kind() == RegisterKind.GENERAL
            && switch (instruction.mnemonic()) {
              case "lar", "lsl" -> true;
              case "mov" -> instruction.encoding().opcode().first() == 0x8e;
              default -> false;
            };
    return selector
        ? new RegisterOperand(register.kind(), register.number(), instruction.operandBits())
        : register;
  }

  /** The index register, the {@code riz} that stands for a missing one, or nothing. */
  static String index(MemoryOperand memory, AddressForm form) {
    if (memory.index() != MemoryOperand.NONE) {
      return memory.hasVectorIndex()
          ? RegisterNames.vector(memory.index(), memory.vectorIndexBits())
          : RegisterNames.general(memory.index(), memory.addressBits());
    }
    return form.showsMissingIndex(memory) ? (memory.addressBits() == 64 ? "riz" : "eiz") : "";
  }

  /** The base register or nothing. */
  static String base(MemoryOperand memory) {
    return switch (memory.base()) {
      case MemoryOperand.NONE -> "";
      case MemoryOperand.RIP -> memory.addressBits() == 64 ? "rip" : "eip";
      default -> RegisterNames.general(memory.base(), memory.addressBits());
    };
  }
}
