package ksim.core.encoding.asm;

import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;

/** Operands as the assembler's messages show them. */
final class OperandText {
  private static final String[] GENERAL = {
    "ax", "cx", "dx", "bx", "sp", "bp", "si", "di",
  };
  private static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs"};

  private OperandText() {}

  static String of(Operand operand) {
    return switch (operand) {
      case RegisterOperand register -> register(register);
      case MemoryOperand memory -> width(memory.bits()) + memory(memory);
      case ImmediateOperand immediate -> number(immediate.value());
      case BranchOperand branch -> "." + signed(branch.displacement());
      case LabelOperand label ->
          width(label.bits())
              + (label.bits() == 0 ? "" : "[")
              + label.label().name()
              + (label.offset() == 0 ? "" : signed(label.offset()))
              + (label.bits() == 0 ? "" : "]");
    };
  }

  private static String register(RegisterOperand register) {
    return switch (register.kind()) {
      case GENERAL -> general(register.number(), register.bits());
      case HIGH_BYTE -> GENERAL[register.number()].charAt(0) + "h";
      case SEGMENT -> SEGMENT[register.number()];
      case CONTROL -> "cr" + register.number();
      case DEBUG -> "dr" + register.number();
      case X87 -> "st(" + register.number() + ")";
      case MMX -> "mm" + register.number();
      case VECTOR -> vector(register.number(), register.bits());
    };
  }

  private static String vector(int number, int bits) {
    return (bits == 256 ? "ymm" : "xmm") + number;
  }

  private static String general(int number, int bits) {
    if (number > 7) {
      return "r" + number + (bits == 64 ? "" : bits == 32 ? "d" : bits == 16 ? "w" : "b");
    }
    String name = GENERAL[number];
    return switch (bits) {
      case 64 -> "r" + name;
      case 32 -> "e" + name;
      case 16 -> name;
      default -> number < 4 ? name.charAt(0) + "l" : name + "l";
    };
  }

  private static String width(int bits) {
    return switch (bits) {
      case 0 -> "";
      case 8 -> "byte ";
      case 16 -> "word ";
      case 32 -> "dword ";
      case 64 -> "qword ";
      default -> bits + "-bit ";
    };
  }

  private static String memory(MemoryOperand memory) {
    StringBuilder text = new StringBuilder("[");
    if (memory.segment() > 3) {
      text.append(SEGMENT[memory.segment()]).append(':');
    }
    String separator = "";
    if (memory.base() != MemoryOperand.NONE) {
      text.append(
          memory.base() == MemoryOperand.RIP
              ? "rip"
              : general(memory.base(), memory.addressBits()));
      separator = " + ";
    }
    if (memory.index() != MemoryOperand.NONE) {
      text.append(separator)
          .append(
              memory.hasVectorIndex()
                  ? vector(memory.index(), memory.vectorIndexBits())
                  : general(memory.index(), memory.addressBits()));
      text.append(" * ").append(memory.scale());
      separator = " + ";
    }
    if (separator.isEmpty()) {
      text.append(number(memory.displacement()));
    } else if (memory.displacement() != 0) {
      text.append(signed(memory.displacement()));
    }
    return text.append(']').toString();
  }

  private static String signed(long value) {
    return value < 0 ? " - " + number(-value) : " + " + number(value);
  }

  private static String number(long value) {
    return value > -10 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
