package ksim.core.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Instructions as iced-x86 prints them in MASM syntax, without prefixes and widths of memory
 * operands; implied operands are left out on both sides.
 */
final class IcedText {
  /** Where the instruction of a comparison stands. */
  static final long ADDRESS = 0x1000;

  private IcedText() {}

  /** The text of an instruction. */
  static String of(Instruction instruction) {
    Instruction shown = PseudoMnemonics.apply(instruction);
    String mnemonic = mnemonic(shown);
    if (isBare(shown) || impliesSecondRegister(shown)) {
      return mnemonic;
    }
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < shown.operands().size(); i++) {
      operands.add(operand(shown, i));
    }
    if (mnemonic.equals("xchg") && shown.encoding().operands().getFirst().kind() == OperandKind.E) {
      operands = operands.reversed();
    }
    if (mnemonic.equals("imul")
        && operands.size() == 3
        && shown.operands().get(1) instanceof RegisterOperand
        && operands.get(0).equals(operands.get(1))) {
      operands.removeFirst();
    }
    String separator = OperandText.isFarTarget(shown) ? ":" : ",";
    return join(mnemonic, String.join(separator, operands));
  }

  /** The text that iced-x86 gave for this instruction, brought to the same form. */
  static String of(String text, Instruction instruction) {
    String plain =
        text.replaceAll(
            "^((x(acquire|release)|lock|repn?e?|bnd|notrack|h[n]?t|data(16|32)|[cdefgs]s) )*", "");
    int space = plain.indexOf(' ');
    String mnemonic = named(space < 0 ? plain : plain.substring(0, space), instruction);
    if (space < 0 || isBare(instruction)) {
      return mnemonic;
    }
    String operands =
        plain
            .substring(space + 1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\b[a-z0-9_]+ ptr ", "")
            .replaceAll("\\bds:", "")
            .replaceAll("\\*1\\b", "")
            .replaceAll("[+-]0x0\\]", "]");
    if (mnemonic.equals("nop")) {
      return join(mnemonic, operands.replaceAll(",.*", "")); // 0F 1F with another digit than 0
    }
    return join(
        mnemonic, mnemonic.equals("lea") ? operands.replaceAll("\\b[cefgs]s:", "") : operands);
  }

  private static String named(String mnemonic, Instruction instruction) {
    if (isString(instruction)) {
      return mnemonic.substring(0, Math.min(mnemonic.length(), mnemonic(instruction).length()));
    }
    return switch (mnemonic) {
      case "sal" -> "shl";
      case "xchg" -> instruction.mnemonic().equals("nop") ? "nop" : mnemonic;
      case "sysret" -> "sysretd";
      default -> sizeless(mnemonic);
    };
  }

  private static String sizeless(String mnemonic) {
    return mnemonic
        .replaceAll("^(push|pop)([af]?)[wdq]$", "$1$2")
        .replaceAll("^(enter|leave|retf|[sl][gi]dt|loop|loope|loopne)[wdq]$", "$1")
        .replaceAll("^ret(n?[wd]|n)$", "ret")
        .replaceAll("^xlatb?$", "xlat");
  }

  private static String join(String mnemonic, String operands) {
    return operands.isEmpty() ? mnemonic : mnemonic + " " + operands;
  }

  /** Instructions whose operands one of the two leaves out. */
  private static boolean isBare(Instruction instruction) {
    return isString(instruction)
        || switch (instruction.mnemonic()) {
          case "nop" -> instruction.encoding().opcode().first() != 0x1f;
          case "maskmovq",
              "maskmovdqu",
              "vmaskmovdqu",
              "umonitor",
              "int3",
              "xlatb",
              "monitor",
              "monitorx",
              "mwait",
              "mwaitx",
              "clzero",
              "aam",
              "aad" ->
              true;
          default -> false;
        };
  }

  /** x87 instructions with ST(1), which is what they work on where nothing is written. */
  private static boolean impliesSecondRegister(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "fxch",
          "fcom",
          "fcomp",
          "fucom",
          "fucomp",
          "faddp",
          "fmulp",
          "fsubp",
          "fsubrp",
          "fdivp",
          "fdivrp" ->
          instruction.operands().getFirst() instanceof RegisterOperand r && r.number() == 1;
      default -> false;
    };
  }

  private static boolean isString(Instruction instruction) {
    return instruction.encoding().operands().stream()
        .anyMatch(o -> o.kind() == OperandKind.X || o.kind() == OperandKind.Y);
  }

  private static String mnemonic(Instruction instruction) {
    String name = instruction.mnemonic();
    boolean wide = instruction.operandBits() == 64;
    if (isString(instruction)) {
      return name.substring(0, name.length() - 1);
    }
    return switch (name) {
      case "jcc", "setcc", "cmovcc" ->
          name.substring(0, name.length() - 2) + Condition.of(instruction.condition()).suffix();
      case "jmpf", "callf" -> name.substring(0, name.length() - 1);
      case "fwait" -> "wait";
      case "int3" -> "int";
      case "rdssp", "incssp", "wrss", "wruss" -> name + (wide ? "q" : "d");
      case "sysexit" -> name + (wide ? "q" : "");
      case "fxsave",
          "fxrstor",
          "xsave",
          "xrstor",
          "xsaveopt",
          "xsavec",
          "xsaves",
          "xrstors",
          "pcmpestrm",
          "pcmpestri",
          "vpcmpestrm",
          "vpcmpestri" ->
          name + (wide ? "64" : "");
      default -> sizeless(name);
    };
  }

  private static String operand(Instruction instruction, int index) {
    OperandKind kind =
        instruction.encoding().operands().size() > index
            ? instruction.encoding().operands().get(index).kind()
            : OperandKind.I;
    return switch (instruction.operands().get(index)) {
      case RegisterOperand register ->
          kind == OperandKind.ST
              ? "st"
              : RegisterNames.of(OperandText.shown(instruction, register), "dr");
      case ImmediateOperand immediate ->
          OperandText.isFarTarget(instruction)
              ? OperandText.hex(immediate.value())
              : OperandText.immediate(instruction, index, immediate);
      case BranchOperand branch -> OperandText.target(instruction, ADDRESS, branch);
      case MemoryOperand memory -> memory(memory, instruction.mnemonic().equals("lea"));
      case LabelOperand label -> label.label().name();
    };
  }

  private static String memory(MemoryOperand memory, boolean isLea) {
    List<String> parts = new ArrayList<>();
    if (memory.base() != MemoryOperand.NONE) {
      parts.add(OperandText.base(memory));
    }
    if (memory.index() != MemoryOperand.NONE) {
      String name =
          memory.hasVectorIndex()
              ? RegisterNames.vector(memory.index(), memory.vectorIndexBits())
              : RegisterNames.general(memory.index(), memory.addressBits());
      parts.add(name + (memory.scale() == 1 ? "" : "*" + memory.scale()));
    }
    String sum = parts.stream().collect(Collectors.joining("+"));
    long displacement = memory.displacement();
    if (parts.isEmpty()) {
      sum = OperandText.address(memory);
    } else if (displacement != 0) {
      sum += (displacement < 0 ? "" : "+") + OperandText.signedHex(displacement);
    }
    return (isLea ? "" : segment(memory)) + "[" + sum + "]";
  }

  /** An override that changes the segment; DS is never shown. */
  private static String segment(MemoryOperand memory) {
    boolean stack = memory.base() == 4 || memory.base() == 5;
    int usual = stack ? 2 : 3;
    boolean shown = memory.segment() != usual && memory.segment() != 3;
    return shown ? RegisterNames.segment(memory.segment()) + ":" : "";
  }
}
