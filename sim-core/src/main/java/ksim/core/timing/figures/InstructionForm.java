package ksim.core.timing.figures;

import java.util.Locale;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/**
 * Names the form of an instruction under which its figures are listed: mnemonic and kinds of
 * operands with their widths, as {@code add r64,m64}, {@code shl r32,cl}, {@code lock xadd m8,r8}.
 */
public final class InstructionForm {
  private InstructionForm() {}

  /** The form of an instruction. */
  public static String of(Instruction instruction) {
    StringBuilder text = new StringBuilder();
    if (instruction.lock()) {
      text.append("lock ");
    }
    if (instruction.repeat() != RepeatPrefix.NONE) {
      text.append(instruction.repeat().name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(instruction.mnemonic());
    char separator = ' ';
    for (Operand operand : instruction.operands()) {
      text.append(separator).append(kind(operand));
      separator = ',';
    }
    return text.toString();
  }

  private static String kind(Operand operand) {
    return switch (operand) {
      case RegisterOperand register ->
          switch (register.kind()) {
            case GENERAL -> "r" + register.bits();
            case HIGH_BYTE -> "r8h";
            case SEGMENT -> "sreg";
            case CONTROL -> "cr";
            case DEBUG -> "dr";
            case X87 -> "st";
            case MMX -> "mm";
            case VECTOR -> register.bits() == 256 ? "ymm" : "xmm";
          };
      case MemoryOperand memory -> memory.bits() == 0 ? "m" : "m" + memory.bits();
      case ImmediateOperand immediate -> "i" + immediate.bits();
      case BranchOperand _, LabelOperand _ -> "rel";
    };
  }
}
