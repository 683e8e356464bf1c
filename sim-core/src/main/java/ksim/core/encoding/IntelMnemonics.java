package ksim.core.encoding;

/** Mnemonics in objdump's Intel syntax. */
final class IntelMnemonics {
  private IntelMnemonics() {}

  static String of(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    int bits = instruction.operandBits();
    String condition = Condition.of(instruction.condition()).suffix();
    return switch (mnemonic) {
      case "jcc" -> "j" + condition;
      case "setcc" -> "set" + condition;
      case "cmovcc" -> "cmov" + condition;
      case "pushfq", "popfq" -> mnemonic.substring(0, mnemonic.length() - 1);
      case "pushf", "popf" -> mnemonic + "w";
      case "leave", "enter" -> mnemonic + (bits == 16 ? "w" : "");
      case "push", "pop" -> mnemonic + (bits == 16 && !hasSizedOperand(instruction) ? "w" : "");
      case "fldenv", "fnstenv", "frstor", "fnsave" -> mnemonic + (bits == 16 ? "w" : "");
      case "iret" -> "iretw";
      case "iretd" -> "iret";
      case "retf" -> "retf" + (bits == 64 ? "q" : bits == 16 ? "w" : "");
      case "callf" -> "call";
      case "jmpf" -> "jmp";
      case "sysexit" -> bits == 64 ? "sysexitq" : "sysexitd";
      case "xlatb" -> "xlat";
      case "mov" -> AttMnemonics.isAbsolute(instruction) ? "movabs" : mnemonic;
      default ->
          instruction.encoding().operands().stream()
                  .anyMatch(o -> o.kind() == OperandKind.X || o.kind() == OperandKind.Y)
              ? mnemonic.substring(0, mnemonic.length() - 1)
              : SharedMnemonics.of(instruction);
    };
  }

  private static boolean hasSizedOperand(Instruction instruction) {
    return switch (instruction.operands().getFirst()) {
      case RegisterOperand register -> register.kind() == RegisterKind.GENERAL;
      case MemoryOperand memory -> true;
      default -> false;
    };
  }
}
