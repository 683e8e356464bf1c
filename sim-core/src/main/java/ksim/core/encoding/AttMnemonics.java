package ksim.core.encoding;

import java.util.Set;

/** Mnemonics in AT&amp;T syntax, with their size suffixes. */
final class AttMnemonics {
  /** Instructions whose memory operand has one size, or a size that 64-bit mode fixes. */
  private static final Set<String> WITHOUT_SUFFIX =
      Set.of(
          "call",
          "jmp",
          "setcc",
          "sldt",
          "str",
          "smsw",
          "lldt",
          "ltr",
          "verr",
          "verw",
          "lmsw",
          "cmpxchg8b",
          "cmpxchg16b",
          "ldmxcsr",
          "stmxcsr",
          "vldmxcsr",
          "vstmxcsr",
          "clrssbsy",
          "rstorssp",
          "xlatb");

  private AttMnemonics() {}

  static String of(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    int bits = instruction.operandBits();
    boolean long64 = instruction.mode() == CodeMode.BITS_64;
    if (X87Mnemonics.is(instruction)) {
      return X87Mnemonics.of(instruction);
    }
    if (namesVectorRegister(instruction)) {
      return SharedMnemonics.of(instruction) + vectorSuffix(instruction);
    }
    return switch (mnemonic) {
      case "jcc" -> "j" + condition(instruction) + hint(instruction);
      case "setcc" -> "set" + condition(instruction);
      case "cmovcc" -> "cmov" + condition(instruction);
      case "cbw" -> "cbtw";
      case "cwde" -> "cwtl";
      case "cdqe" -> "cltq";
      case "cwd" -> "cwtd";
      case "cdq" -> "cltd";
      case "cqo" -> "cqto";
      case "pushfq", "popfq" -> mnemonic.substring(0, mnemonic.length() - 1);
      case "pushf", "popf", "pusha", "popa" -> mnemonic + sizeSuffix(instruction);
      case "pushfd", "popfd", "pushad", "popad" ->
          mnemonic.substring(0, mnemonic.length() - 1) + sizeSuffix(instruction);
      case "leave", "enter", "push", "pop" ->
          mnemonic + (long64 && bits != 16 ? "" : stackSuffix(instruction));
      case "iret", "iretd", "iretq" -> "iret" + sizeSuffix(instruction);
      case "retf" -> "lret" + sizeSuffix(instruction);
      case "callf" -> "lcall" + sizeSuffix(instruction);
      case "jmpf" -> "ljmp" + sizeSuffix(instruction);
      case "sysretd" -> "sysretl";
      case "sysexit" -> mnemonic + (long64 ? (bits == 64 ? "q" : "l") : "");
      case "call", "jmp" -> mnemonic + (long64 ? "" : branchSuffix(instruction));
      case "ret", "xbegin" -> mnemonic + (long64 && bits != 16 ? "" : sizeSuffix(instruction));
      case "ptwrite" -> mnemonic + (long64 ? suffix(instruction) : "");
      case "xlatb" -> "xlat";
      case "movzx" -> "movz" + memorySuffix(sourceBits(instruction)) + memorySuffix(bits);
      case "movsx" -> "movs" + memorySuffix(sourceBits(instruction)) + memorySuffix(bits);
      case "movsxd" -> bits == 64 ? "movslq" : "movsxd";
      case "movsd", "cmpsd", "insd", "outsd" -> mnemonic.substring(0, mnemonic.length() - 1) + "l";
      case "stosb",
          "stosw",
          "stosd",
          "stosq",
          "lodsb",
          "lodsw",
          "lodsd",
          "lodsq",
          "scasb",
          "scasw",
          "scasd",
          "scasq" ->
          mnemonic.substring(0, 4);
      case "mov" -> isAbsolute(instruction) ? "movabs" : "mov" + suffix(instruction);
      case "loop", "loope", "loopne" -> mnemonic + addressSuffix(instruction) + hint(instruction);
      case "jcxz", "jecxz", "jrcxz" -> mnemonic + hint(instruction);
      case "sgdt", "sidt", "lgdt", "lidt" -> mnemonic + (long64 ? "" : memorySuffix(bits));
      default -> SharedMnemonics.of(instruction) + suffix(instruction);
    };
  }

  private static boolean namesVectorRegister(Instruction instruction) {
    return instruction.operands().stream()
        .anyMatch(
            o ->
                o instanceof RegisterOperand r
                    && (r.kind() == RegisterKind.VECTOR || r.kind() == RegisterKind.MMX));
  }

  /** The suffix of memory operands whose width no register tells. */
  private static String vectorSuffix(Instruction instruction) {
    if (!(instruction.operands().getLast() instanceof MemoryOperand memory)) {
      return "";
    }
    return switch (instruction.mnemonic()) {
      case "cvtsi2ss", "cvtsi2sd", "vcvtsi2ss", "vcvtsi2sd" ->
          instruction.mode() == CodeMode.BITS_64 ? memorySuffix(memory.bits()) : "";
      case "vcvtpd2ps", "vcvtpd2dq", "vcvttpd2dq" -> memory.bits() == 256 ? "y" : "x";
      default -> "";
    };
  }

  private static String condition(Instruction instruction) {
    return Condition.of(instruction.condition()).suffix();
  }

  /** The branch hint of a CS or DS override. */
  private static String hint(Instruction instruction) {
    PrefixUse use = new PrefixUse(instruction, false);
    return use.hint() ? use.has(0x2e) ? ",pn" : ",pt" : "";
  }

  /** The suffix of an operand size that neither the mode nor an operand tells. */
  private static String stackSuffix(Instruction instruction) {
    return instruction.operands().stream()
            .anyMatch(o -> o instanceof RegisterOperand r && r.kind() == RegisterKind.GENERAL)
        ? ""
        : sizeSuffix(instruction);
  }

  /** A register and a short displacement tell, or leave open, how wide the target is. */
  private static String branchSuffix(Instruction instruction) {
    return switch (instruction.operands().getFirst()) {
      case RegisterOperand _ -> "";
      case BranchOperand branch when branch.bits() == 8 -> "";
      default -> sizeSuffix(instruction);
    };
  }

  private static String sizeSuffix(Instruction instruction) {
    int bits = instruction.operandBits();
    if (instruction.mode() == CodeMode.BITS_64) {
      return bits == 64 ? "q" : bits == 16 ? "w" : "";
    }
    return instruction.hasOtherOperandSize() ? memorySuffix(bits) : "";
  }

  private static String addressSuffix(Instruction instruction) {
    boolean other = instruction.addressBits() != instruction.mode().defaultAddressBits();
    return other ? memorySuffix(instruction.addressBits()) : "";
  }

  private static int sourceBits(Instruction instruction) {
    return switch (instruction.operands().get(1)) {
      case RegisterOperand register -> register.bits();
      case MemoryOperand memory -> memory.bits();
      default -> 0;
    };
  }

  static boolean isAbsolute(Instruction instruction) {
    for (OperandPattern pattern : instruction.encoding().operands()) {
      if ((pattern.kind() == OperandKind.O && instruction.addressBits() == 64)
          || (pattern.kind() == OperandKind.I
              && pattern.size() == OperandSize.V
              && instruction.operandBits() == 64)) {
        return true;
      }
    }
    return false;
  }

  /** The suffix that a memory operand needs where no register tells its size. */
  private static String suffix(Instruction instruction) {
    if (WITHOUT_SUFFIX.contains(instruction.mnemonic())) {
      return "";
    }
    if (instruction.mnemonic().equals("crc32")) {
      return instruction.operands().get(1) instanceof MemoryOperand memory
          ? memorySuffix(memory.bits())
          : "";
    }
    int memoryBits = 0;
    for (int i = 0; i < instruction.operands().size(); i++) {
      Operand operand = instruction.operands().get(i);
      OperandKind kind = instruction.encoding().operands().get(i).kind();
      if (kind == OperandKind.X || kind == OperandKind.Y) {
        return "";
      }
      if (operand instanceof MemoryOperand memory) {
        memoryBits = memory.bits();
      } else if (operand instanceof RegisterOperand && !isCount(instruction, i)) {
        return "";
      }
    }
    return memorySuffix(memoryBits);
  }

  /** CL as the count of a shift, DX as a port: registers that say nothing about memory. */
  private static boolean isCount(Instruction instruction, int index) {
    OperandPattern pattern = instruction.encoding().operands().get(index);
    return pattern.kind() == OperandKind.FIXED_GENERAL && pattern.number() != 0;
  }

  private static String memorySuffix(int bits) {
    return switch (bits) {
      case 8 -> "b";
      case 16 -> "w";
      case 32 -> "l";
      case 64 -> "q";
      default -> "";
    };
  }
}
