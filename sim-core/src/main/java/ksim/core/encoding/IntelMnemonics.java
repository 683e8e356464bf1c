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
      case "pushf", "popf", "pusha", "popa", "leave", "enter" -> mnemonic + sizeSuffix(instruction);
      case "pushfd", "popfd", "pushad", "popad" ->
          mnemonic.substring(0, mnemonic.length() - 1) + sizeSuffix(instruction);
      case "push", "pop" ->
          mnemonic + (hasSizedOperand(instruction) ? "" : sizeSuffix(instruction));
      case "fldenv", "fnstenv", "frstor", "fnsave", "xbegin", "ret" ->
          mnemonic + sizeSuffix(instruction);
      case "iret", "iretd" -> "iret" + sizeSuffix(instruction);
      case "retf" -> "retf" + sizeSuffix(instruction) + (bits == 64 ? "q" : "");
      case "sgdt", "sidt", "lgdt", "lidt" ->
          mnemonic + (instruction.mode() == CodeMode.BITS_64 ? "" : bits == 16 ? "w" : "d");
      case "callf" -> "call";
      case "jmpf" -> "jmp";
      case "call", "jmp" ->
          mnemonic
              + (instruction.operands().getFirst() instanceof BranchOperand branch
                      && branch.bits() != 8
                  ? sizeSuffix(instruction)
                  : "");
      case "sysexit" ->
          mnemonic + (instruction.mode() != CodeMode.BITS_64 ? "" : bits == 64 ? "q" : "d");
      case "xlatb" -> "xlat";
      case "mov" -> AttMnemonics.isAbsolute(instruction) ? "movabs" : mnemonic;
      default ->
          instruction.encoding().operands().stream()
                  .anyMatch(o -> o.kind() == OperandKind.X || o.kind() == OperandKind.Y)
              ? mnemonic.substring(0, mnemonic.length() - 1)
              : SharedMnemonics.of(instruction);
    };
  }

  private static String sizeSuffix(Instruction instruction) {
    if (instruction.operandBits() == 16) {
      return instruction.mode() == CodeMode.BITS_16 ? "" : "w";
    }
    return instruction.hasOtherOperandSize() ? "d" : "";
  }

  private static boolean hasSizedOperand(Instruction instruction) {
    return switch (instruction.operands().getFirst()) {
      case RegisterOperand register -> register.kind() == RegisterKind.GENERAL;
      case MemoryOperand memory -> true;
      default -> false;
    };
  }
}
