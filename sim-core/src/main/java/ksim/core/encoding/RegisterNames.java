package ksim.core.encoding;

/** Names of registers, without the AT&amp;T percent sign. */
final class RegisterNames {
  private static final String[] WORD = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] BYTE = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH = {"ah", "ch", "dh", "bh"};
  private static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs"};

  private RegisterNames() {}

  /**
   * The name of a register.
   *
   * @param debug how debug registers are called: "db" in AT&amp;T syntax, "dr" in Intel's
   */
  static String of(RegisterOperand register, String debug) {
    return switch (register.kind()) {
      case GENERAL -> general(register.number(), register.bits());
      case HIGH_BYTE -> HIGH[register.number()];
      case SEGMENT -> segment(register.number());
      case CONTROL -> "cr" + register.number();
      case DEBUG -> debug + register.number();
      case X87 -> "st(" + register.number() + ")";
      case MMX -> "mm" + register.number();
      case VECTOR -> vector(register.number(), register.bits());
    };
  }

  /** The name of a general register at a width of 8 (with REX), 16, 32 or 64 bits. */
  static String general(int number, int bits) {
    if (number >= 8) {
      return "r"
          + number
          + switch (bits) {
            case 8 -> "b";
            case 16 -> "w";
            case 32 -> "d";
            default -> "";
          };
    }
    return switch (bits) {
      case 8 -> BYTE[number];
      case 16 -> WORD[number];
      case 32 -> "e" + WORD[number];
      default -> "r" + WORD[number];
    };
  }

  /** The name of a vector register of 128 or 256 bits. */
  static String vector(int number, int bits) {
    return (bits == 256 ? "ymm" : "xmm") + number;
  }

  /** The name of a segment register. */
  static String segment(int number) {
    return SEGMENT[number];
  }
}
