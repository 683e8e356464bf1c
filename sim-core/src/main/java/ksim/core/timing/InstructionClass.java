package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.description.InstructionCost;

/** The class under which a core description lists an instruction: its mnemonic, or a variant. */
final class InstructionClass {
  /** What instructions cost that the description does not list: one simple uop. */
  private static final String FALLBACK = "add";

  private static final int CL = 1;

  private InstructionClass() {}

  static InstructionCost costOf(Instruction instruction, CoreDescription core) {
    String mnemonic = instruction.mnemonic();
    String variant = mnemonic + variant(instruction);
    if (core.has(variant)) {
      return core.cost(variant);
    }
    return core.cost(core.has(mnemonic) ? mnemonic : FALLBACK);
  }

  private static String variant(Instruction instruction) {
    List<Operand> operands = instruction.operands();
    return switch (instruction.mnemonic()) {
      case "lea" -> isComplex(operands) ? ".complex" : "";
      case "imul" -> imulVariant(operands.size());
      case "div", "idiv" -> instruction.operandBits() == Long.SIZE ? ".64" : "";
      case "shl", "shr", "sar", "rol", "ror" -> isCl(operands.getLast()) ? ".cl" : "";
      case "setcc", "cmovcc" -> readsCarryAndZero(instruction.condition()) ? ".be" : "";
      case "mov" -> movVariant(operands);
      default -> "";
    };
  }

  /** Three components or a RIP-relative address take the slow unit. */
  private static boolean isComplex(List<Operand> operands) {
    return operands.getLast() instanceof MemoryOperand m
        && (m.base() == MemoryOperand.RIP
            || (m.base() >= 0 && m.index() >= 0 && m.displacement() != 0));
  }

  private static boolean isCl(Operand operand) {
    return operand instanceof RegisterOperand r && r.number() == CL && r.bits() == Byte.SIZE;
  }

  private static boolean readsCarryAndZero(int condition) {
    return condition >>> 1 == 3;
  }

  private static String imulVariant(int operands) {
    return switch (operands) {
      case 1 -> ".wide";
      case 2 -> "";
      default -> ".three";
    };
  }

  private static String movVariant(List<Operand> operands) {
    for (Operand operand : operands) {
      if (operand instanceof RegisterOperand r
          && (r.kind() == RegisterKind.CONTROL || r.kind() == RegisterKind.DEBUG)) {
        return ".system";
      }
    }
    boolean partial = operands.getFirst() instanceof RegisterOperand r && r.bits() < Integer.SIZE;
    return partial && !(operands.getLast() instanceof MemoryOperand) ? ".part" : "";
  }
}
