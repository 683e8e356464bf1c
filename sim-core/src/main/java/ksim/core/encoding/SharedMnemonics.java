package ksim.core.encoding;

/** Mnemonics that both syntaxes spell alike, but not as the table does. */
final class SharedMnemonics {
  private SharedMnemonics() {}

  static String of(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    boolean wide = (instruction.prefixes().rex() & 8) != 0;
    return switch (mnemonic) {
      case "fxsave", "fxrstor", "xsave", "xrstor", "xsaveopt", "xsavec", "xsaves", "xrstors" ->
          mnemonic + (wide ? "64" : "");
      case "rdssp", "incssp", "wrss", "wruss" -> mnemonic + (wide ? "q" : "d");
      case "pcmpestrm", "pcmpestri", "vpcmpestrm", "vpcmpestri" ->
          mnemonic + (instruction.operandBits() == 64 ? "q" : "");
      case "fneni", "fndisi" -> mnemonic + "(8087 only)";
      case "fnsetpm" -> mnemonic + "(287 only)";
      case "nop" -> new PrefixUse(instruction, false).isExchangeOfItself() ? "xchg" : mnemonic;
      default -> mnemonic;
    };
  }
}
