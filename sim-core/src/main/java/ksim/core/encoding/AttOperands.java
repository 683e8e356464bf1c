package ksim.core.encoding;

import java.util.ArrayList;
import java.util.List;

/** Operands in AT&amp;T syntax. */
final class AttOperands {
  private AttOperands() {}

  static String of(Instruction instruction, long rip) {
    String address = RegisterNames.general(0, instruction.addressBits());
    switch (instruction.mnemonic()) {
      case "monitor", "monitorx" -> {
        return "%" + address + ",%ecx,%edx";
      }
      case "mwait" -> {
        return "%eax,%ecx";
      }
      case "mwaitx" -> {
        return "%eax,%ecx,%ebx";
      }
      case "xlatb" -> {
        return segment(instruction.segmentOverride(), true)
            + "(%"
            + RegisterNames.general(3, instruction.addressBits())
            + ")";
      }
      case "nop" -> {
        if (new PrefixUse(instruction, false).isExchangeOfItself()) {
          String name = "%" + RegisterNames.general(0, instruction.operandBits());
          return name + "," + name;
        }
      }
      default -> {}
    }
    if (OperandText.isFarTarget(instruction)) {
      return "$" + OperandText.farTarget(instruction, ",$");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < instruction.operands().size(); i++) {
      if (instruction.encoding().operands().get(i).kind() != OperandKind.ONE) {
        texts.add(operand(instruction, rip, i));
      }
    }
    boolean sourceFirst =
        !instruction.mnemonic().equals("enter") && !instruction.mnemonic().equals("bound");
    return String.join(",", sourceFirst ? texts.reversed() : texts);
  }

  private static String operand(Instruction instruction, long rip, int index) {
    return switch (instruction.operands().get(index)) {
      case RegisterOperand register -> register(instruction, index, register);
      case ImmediateOperand immediate -> "$" + OperandText.immediate(instruction, index, immediate);
      case BranchOperand branch -> OperandText.target(instruction, rip, branch);
      case MemoryOperand memory -> star(instruction) + memory(instruction, index, memory);
      case LabelOperand label -> label.label().name();
    };
  }

  private static String register(Instruction instruction, int index, RegisterOperand register) {
    if (instruction.encoding().operands().get(index).kind() == OperandKind.ST) {
      return "%st";
    }
    String name = "%" + RegisterNames.of(OperandText.shown(instruction, register), "db");
    boolean port =
        instruction.encoding().operands().get(index).kind() == OperandKind.FIXED_GENERAL
            && register.number() == 2;
    return port ? "(" + name + ")" : star(instruction) + name;
  }

  private static String star(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "call", "jmp", "callf", "jmpf" -> "*";
      default -> "";
    };
  }

  private static String segment(int override, boolean shown) {
    if (override == Prefixes.NONE) {
      return shown ? "%ds:" : "";
    }
    return "%" + RegisterNames.segment(override) + ":";
  }

  private static String memory(Instruction instruction, int index, MemoryOperand memory) {
    int override = instruction.segmentOverride();
    return switch (instruction.encoding().operands().get(index).kind()) {
      case X -> segment(override, true) + "(%" + OperandText.base(memory) + ")";
      case Y -> "%es:(%" + OperandText.base(memory) + ")";
      case O -> segment(override, false) + OperandText.hex(memory.displacement());
      default -> segment(override, false) + address(instruction, memory);
    };
  }

  private static String address(Instruction instruction, MemoryOperand memory) {
    AddressForm form = AddressForm.of(instruction);
    String base = OperandText.base(memory);
    String index = OperandText.index(memory, form);
    if (base.isEmpty() && index.isEmpty()) {
      return memory.addressBits() == 16
          ? OperandText.signedHex(memory.displacement())
          : OperandText.address(memory);
    }
    StringBuilder text = new StringBuilder();
    if (form.displacement()) {
      text.append(displacement(instruction, memory));
    }
    text.append('(').append(base.isEmpty() ? "" : "%" + base);
    if (!index.isEmpty()) {
      text.append(",%").append(index);
      text.append(memory.addressBits() == 16 ? "" : "," + form.scale());
    }
    return text.append(')').toString();
  }

  /** In 64-bit mode objdump prints a 32-bit displacement without base and index unsigned. */
  private static String displacement(Instruction instruction, MemoryOperand memory) {
    boolean alone = memory.base() == MemoryOperand.NONE && memory.index() == MemoryOperand.NONE;
    return alone && memory.addressBits() == 32 && instruction.mode() == CodeMode.BITS_64
        ? OperandText.hex(memory.displacement() & 0xffff_ffffL)
        : OperandText.signedHex(memory.displacement());
  }
}
