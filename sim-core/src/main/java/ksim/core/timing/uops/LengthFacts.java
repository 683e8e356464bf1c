package ksim.core.timing.uops;

import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.OpcodeMap;
import ksim.core.encoding.Operand;

/** What the decoders make of the bytes of an instruction. */
final class LengthFacts {
  private static final int VEX_THREE_BYTES = 0xc4;

  private LengthFacts() {}

  /** Offset of the opcode byte behind prefixes and escape bytes. */
  static int opcodeOffset(Instruction instruction) {
    OpcodeMap map = instruction.encoding().opcode().map();
    int prefixes = instruction.prefixes().length();
    if (map.vex()) {
      return prefixes + (instruction.bytes().at(prefixes) == VEX_THREE_BYTES ? 3 : 2);
    }
    return prefixes + map.escape().size();
  }

  /**
   * Whether a prefix 66 makes an immediate shorter, so that the length decoder guesses wrong
   * (Optimization Manual, length-changing prefixes).
   */
  static boolean hasLengthChangingPrefix(Instruction instruction) {
    if (!instruction.prefixes().operandSize()) {
      return false;
    }
    for (Operand operand : instruction.operands()) {
      if (operand instanceof ImmediateOperand immediate && immediate.bits() == Short.SIZE) {
        return true;
      }
    }
    return false;
  }

  /** Whether an immediate does not fit into one slot of the micro-operation cache. */
  static boolean hasLargeImmediate(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof ImmediateOperand immediate
          && immediate.bits() == Long.SIZE
          && immediate.value() != (int) immediate.value()) {
        return true;
      }
    }
    return false;
  }
}
