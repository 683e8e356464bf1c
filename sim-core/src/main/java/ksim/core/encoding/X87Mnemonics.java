package ksim.core.encoding;

/** x87 mnemonics in AT&amp;T syntax. */
final class X87Mnemonics {
  private X87Mnemonics() {}

  /** Whether an instruction is one of the x87's, whichever feature it needs. */
  static boolean is(Instruction instruction) {
    OpcodePattern opcode = instruction.encoding().opcode();
    return opcode.map() == OpcodeMap.ONE_BYTE && opcode.first() >= 0xd8 && opcode.last() <= 0xdf;
  }

  /**
   * The mnemonic with the suffix of its memory operand: s and l are 32 and 64 bits of a real, but
   * 16 and 32 bits of an integer.
   */
  static String of(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    if (!instruction.operands().isEmpty()
        && instruction.operands().getFirst() instanceof MemoryOperand memory) {
      return mnemonic + suffix(instruction, memory.bits());
    }
    return writesOther(instruction) ? exchanged(mnemonic) : SharedMnemonics.of(instruction);
  }

  private static String suffix(Instruction instruction, int bits) {
    String mnemonic = instruction.mnemonic();
    boolean narrow = instruction.operandBits() == 16;
    boolean other = narrow != (instruction.mode() == CodeMode.BITS_16);
    return switch (mnemonic) {
      case "fldenv", "fnstenv", "frstor", "fnsave" -> other ? (narrow ? "s" : "l") : "";
      case "fldcw", "fnstcw", "fnstsw", "fbld", "fbstp" -> "";
      default ->
          switch (bits) {
            case 16 -> "s";
            case 32 -> mnemonic.startsWith("fi") ? "l" : "s";
            case 64 -> mnemonic.startsWith("fi") ? "ll" : "l";
            case 80 -> "t";
            default -> "";
          };
    };
  }

  private static boolean writesOther(Instruction instruction) {
    return !instruction.encoding().operands().isEmpty()
        && instruction.encoding().operands().getLast().kind() == OperandKind.ST;
  }

  /**
   * AT&amp;T assemblers have kept an old mistake: where the destination is not ST(0), FSUB means
   * FSUBR and FDIV means FDIVR.
   */
  private static String exchanged(String mnemonic) {
    return switch (mnemonic) {
      case "fsub" -> "fsubr";
      case "fsubr" -> "fsub";
      case "fsubp" -> "fsubrp";
      case "fsubrp" -> "fsubp";
      case "fdiv" -> "fdivr";
      case "fdivr" -> "fdiv";
      case "fdivp" -> "fdivrp";
      case "fdivrp" -> "fdivp";
      default -> mnemonic;
    };
  }
}
