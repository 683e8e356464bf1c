package ksim.core.encoding.asm;

import java.util.List;
import java.util.stream.Collectors;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.OperandSize;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;

/** Instructions as GNU as reads them under {@code .intel_syntax noprefix}. */
final class GnuSyntax {
  private static final String SEGMENTS = "es:cs:ss:ds:fs:gs:";

  private GnuSyntax() {}

  static String of(InstructionSample sample) {
    List<Operand> operands = sample.operands();
    String list = operands.stream().map(GnuSyntax::operand).collect(Collectors.joining(", "));
    return (mnemonic(sample) + " " + list).strip();
  }

  private static String mnemonic(InstructionSample sample) {
    boolean wide =
        sample.operandBits() == 64
            && sample.encoding().operands().stream()
                .anyMatch(o -> o.kind() == OperandKind.I && o.size() == OperandSize.V);
    boolean absolute =
        sample.operands().stream()
            .anyMatch(
                o ->
                    o instanceof MemoryOperand memory
                        && memory.addressBits() == 64
                        && sample.encoding().operands().stream()
                            .anyMatch(p -> p.kind() == OperandKind.O));
    return switch (sample.mnemonic()) {
      case "mov" -> absolute || (wide && !fitsInt(sample)) ? "movabs" : "mov";
      case "callf" -> "call";
      case "jmpf" -> "jmp";
      case "pushf", "popf", "iret" -> sample.mnemonic() + "w";
      case "sysexit" -> "sysexitd";
      case "rdssp", "incssp", "wrss", "wruss" ->
          sample.mnemonic() + (sample.operandBits() == 64 ? "q" : "d");
      default -> sample.mnemonic();
    };
  }

  private static boolean fitsInt(InstructionSample sample) {
    return sample.operands().get(1) instanceof ImmediateOperand i && i.value() == (int) i.value();
  }

  private static String operand(Operand operand) {
    return switch (operand) {
      case RegisterOperand register -> OperandText.of(register);
      case ImmediateOperand immediate -> Long.toString(immediate.value());
      case BranchOperand branch -> throw new IllegalArgumentException(branch.toString());
      case LabelOperand label -> throw new IllegalArgumentException(label.toString());
      case MemoryOperand memory -> width(memory.bits()) + memory(memory);
    };
  }

  private static String width(int bits) {
    return switch (bits) {
      case 8 -> "byte ptr ";
      case 16 -> "word ptr ";
      case 32 -> "dword ptr ";
      case 48 -> "fword ptr ";
      case 64 -> "qword ptr ";
      case 80 -> "tbyte ptr ";
      case 128 -> "xmmword ptr ";
      case 256 -> "ymmword ptr ";
      default -> "";
    };
  }

  private static String memory(MemoryOperand memory) {
    int usual = memory.base() == 4 || memory.base() == 5 ? 2 : 3;
    String segment =
        memory.segment() == usual ? "" : SEGMENTS.substring(3 * memory.segment()).substring(0, 3);
    StringBuilder text = new StringBuilder();
    if (memory.base() == MemoryOperand.RIP) {
      text.append("rip+");
    } else if (memory.base() != MemoryOperand.NONE) {
      text.append(register(memory.base(), memory)).append('+');
    }
    if (memory.index() != MemoryOperand.NONE) {
      String index =
          memory.hasVectorIndex()
              ? OperandText.of(
                  new RegisterOperand(
                      RegisterKind.VECTOR, memory.index(), memory.vectorIndexBits()))
              : register(memory.index(), memory);
      text.append(index);
      text.append(memory.addressBits() == 16 ? "+" : "*" + memory.scale() + "+");
    }
    if (text.isEmpty()) {
      return (segment.isEmpty() ? "ds:" : segment) + memory.displacement();
    }
    return segment + "[" + text + "(" + memory.displacement() + ")]";
  }

  private static String register(int number, MemoryOperand memory) {
    return OperandText.of(Registers.general(number, memory.addressBits()));
  }
}
