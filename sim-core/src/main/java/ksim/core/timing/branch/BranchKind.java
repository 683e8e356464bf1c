package ksim.core.timing.branch;

import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Instruction;

/** Kinds of branches, as far as they are predicted differently. */
public enum BranchKind {
  /** No branch: what follows is what lies behind. Far branches are not predicted at all. */
  NONE,
  /** Conditional jump of a fixed place. */
  CONDITIONAL,
  /** Unconditional jump of a fixed place. */
  JUMP,
  /** Call of a fixed place. */
  CALL,
  /** Jump through a register or memory. */
  INDIRECT_JUMP,
  /** Call through a register or memory. */
  INDIRECT_CALL,
  /** Near return. */
  RETURN;

  /** The kind of branch that an instruction is. */
  public static BranchKind of(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "jcc", "jrcxz", "jecxz", "jcxz", "loop", "loope", "loopne" -> CONDITIONAL;
      case "jmp" -> isDirect(instruction) ? JUMP : INDIRECT_JUMP;
      case "call" -> isDirect(instruction) ? CALL : INDIRECT_CALL;
      case "ret" -> RETURN;
      default -> NONE;
    };
  }

  private static boolean isDirect(Instruction instruction) {
    return instruction.operands().getFirst() instanceof BranchOperand;
  }
}
