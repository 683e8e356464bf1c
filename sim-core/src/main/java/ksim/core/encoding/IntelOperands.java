package ksim.core.encoding;

import java.util.ArrayList;
import java.util.List;

/** Operands in objdump's Intel syntax. */
final class IntelOperands {
  private IntelOperands() {}

  static String of(Instruction instruction, long rip) {
    if (instruction.mnemonic().equals("xlatb")) {
      return "BYTE PTR "
          + segment(instruction.segmentOverride(), true)
          + "["
          + RegisterNames.general(3, instruction.addressBits())
          + "]";
    }
    if (new PrefixUse(instruction, false).isExchangeOfItself()) {
      String name = RegisterNames.general(0, instruction.operandBits());
      return name + "," + name;
    }
    if (OperandText.isFarTarget(instruction)) {
      return OperandText.farTarget(instruction, ":");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < instruction.operands().size(); i++) {
      texts.add(operand(instruction, rip, i));
    }
    return String.join(",", texts);
  }

  private static String operand(Instruction instruction, long rip, int index) {
    return switch (instruction.operands().get(index)) {
      case RegisterOperand _
          when instruction.encoding().operands().get(index).kind() == OperandKind.ST ->
          "st";
      case RegisterOperand register ->
          RegisterNames.of(OperandText.shown(instruction, register), "dr");
      case ImmediateOperand immediate ->
          instruction.encoding().operands().get(index).kind() == OperandKind.ONE
              ? "1"
              : OperandText.immediate(instruction, index, immediate);
      case BranchOperand branch -> OperandText.target(instruction, rip, branch);
      case MemoryOperand memory ->
          pointer(instruction, index, memory) + memory(instruction, index, memory);
      case LabelOperand label -> label.label().name();
    };
  }

  private static String segment(int override, boolean shown) {
    if (override == Prefixes.NONE) {
      return shown ? "ds:" : "";
    }
    return RegisterNames.segment(override) + ":";
  }

  private static String pointer(Instruction instruction, int index, MemoryOperand memory) {
    switch (instruction.mnemonic()) {
      case "invlpg",
          "prefetch",
          "prefetchw",
          "prefetchwt1",
          "prefetchnta",
          "prefetcht0",
          "prefetcht1",
          "prefetcht2",
          "clflush",
          "clflushopt",
          "clwb",
          "cldemote" -> {
        return "BYTE PTR ";
      }
      case "bound" -> {
        return memory.bits() == 16 ? "DWORD PTR " : "QWORD PTR "; // both bounds
      }
      case "invpcid", "wrss", "wruss", "lddqu", "vlddqu" -> {
        return "";
      }
      default -> {}
    }
    OperandPattern pattern = instruction.encoding().operands().get(index);
    if (pattern.kind() == OperandKind.O) {
      return "";
    }
    if (pattern.size() == OperandSize.P) {
      // objdump lets 66 narrow the pointer even beside REX.W.
      boolean narrow =
          memory.bits() == 32
              || (instruction.mode() == CodeMode.BITS_64 && instruction.prefixes().operandSize());
      return narrow ? "DWORD PTR " : "FWORD PTR ";
    }
    return switch (memory.bits()) {
      case 8 -> "BYTE PTR ";
      case 16 -> "WORD PTR ";
      case 32 -> "DWORD PTR ";
      case 64 -> "QWORD PTR ";
      case 80 -> "TBYTE PTR ";
      case 128 -> instruction.mnemonic().equals("cmpxchg16b") ? "OWORD PTR " : "XMMWORD PTR ";
      case 256 -> "YMMWORD PTR ";
      default -> "";
    };
  }

  private static String memory(Instruction instruction, int index, MemoryOperand memory) {
    int override = instruction.segmentOverride();
    return switch (instruction.encoding().operands().get(index).kind()) {
      case X -> segment(override, true) + "[" + OperandText.base(memory) + "]";
      case Y -> "es:[" + OperandText.base(memory) + "]";
      case O -> segment(override, true) + OperandText.hex(memory.displacement());
      default -> address(instruction, memory);
    };
  }

  private static String address(Instruction instruction, MemoryOperand memory) {
    int override = instruction.segmentOverride();
    AddressForm form = AddressForm.of(instruction);
    String base = OperandText.base(memory);
    String index = OperandText.index(memory, form);
    long displacement = memory.displacement();
    if (base.isEmpty() && index.isEmpty()) {
      return segment(override, true) + OperandText.address(memory);
    }
    StringBuilder text = new StringBuilder(segment(override, false)).append('[').append(base);
    if (!index.isEmpty()) {
      text.append(base.isEmpty() ? "" : "+").append(index);
      text.append(memory.addressBits() == 16 ? "" : "*" + form.scale());
    }
    if (form.displacement()) {
      boolean unsigned =
          memory.base() == MemoryOperand.RIP
              || (instruction.mode() == CodeMode.BITS_64
                  && memory.addressBits() == 32
                  && memory.index() == MemoryOperand.NONE
                  && base.isEmpty());
      if (unsigned) {
        long shown =
            memory.base() == MemoryOperand.RIP ? displacement : displacement & 0xffff_ffffL;
        text.append('+').append(OperandText.hex(shown));
      } else {
        text.append(displacement < 0 ? "" : "+").append(OperandText.signedHex(displacement));
      }
    }
    return text.append(']').toString();
  }
}
