package ksim.core.timing;

import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.RepeatPrefix;

/** How a block ends, as far as it matters for the time it takes. */
public enum BlockEnding {
  /** It runs on into the next one, jumps to a fixed place, or ends in a system instruction. */
  OTHER,
  /** Conditional jump. */
  CONDITIONAL,
  /** Call of a fixed place. */
  DIRECT_CALL,
  /** Jump through a register or memory. */
  INDIRECT,
  /** Call through a register or memory. */
  INDIRECT_CALL,
  /** Near return. */
  RETURN,
  /** Repeated string operation that moves or stores. */
  REPEATED_MOVE,
  /** Repeated string operation that compares. */
  REPEATED_COMPARE;

  /** The ending that an instruction makes. */
  static BlockEnding of(Instruction instruction) {
    if (instruction.repeat() != RepeatPrefix.NONE) {
      return switch (instruction.mnemonic().substring(0, 3)) {
        case "cmp", "sca" -> REPEATED_COMPARE;
        default -> REPEATED_MOVE;
      };
    }
    return switch (instruction.mnemonic()) {
      case "jcc", "jrcxz", "jecxz", "loop", "loope", "loopne" -> CONDITIONAL;
      case "jmp" -> isDirect(instruction) ? OTHER : INDIRECT;
      case "call" -> isDirect(instruction) ? DIRECT_CALL : INDIRECT_CALL;
      case "ret" -> RETURN;
      default -> OTHER;
    };
  }

  /** Whether an instruction is a jump, call or return. */
  static boolean isBranch(Instruction instruction) {
    return instruction.mnemonic().equals("jmp")
        || (of(instruction) != OTHER && instruction.repeat() == RepeatPrefix.NONE);
  }

  private static boolean isDirect(Instruction instruction) {
    return instruction.operands().getFirst() instanceof BranchOperand;
  }
}
