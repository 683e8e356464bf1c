package ksim.core.encoding;

/** Reads the legacy and REX prefixes of an instruction (SDM vol. 2, 2.1.1 and 2.2.1). */
final class PrefixReader {
  private PrefixReader() {}

  /** Reads up to the first byte that is no prefix. */
  static Prefixes read(CodeReader code, CodeMode mode) {
    boolean lock = false;
    RepeatPrefix repeat = RepeatPrefix.NONE;
    boolean operandSize = false;
    boolean addressSize = false;
    int segment = Prefixes.NONE;
    int rex = 0;
    boolean more = true;
    while (more && !code.overrun()) {
      int b = code.peek();
      int nextRex = 0;
      switch (b) {
        case 0xf0 -> lock = true;
        case 0xf2 -> repeat = RepeatPrefix.REPNE;
        case 0xf3 -> repeat = RepeatPrefix.REP;
        case 0x66 -> operandSize = true;
        case 0x67 -> addressSize = true;
        case 0x64 -> segment = 4;
        case 0x65 -> segment = 5;
        // ES, CS, SS and DS overrides are null prefixes in 64-bit mode (SDM vol. 1, 3.3.7.1).
        case 0x26, 0x2e, 0x36, 0x3e -> segment = mode == CodeMode.BITS_64 ? segment : (b >> 3) & 3;
        default -> {
          more = mode == CodeMode.BITS_64 && (b & 0xf0) == 0x40;
          nextRex = b;
        }
      }
      if (more) {
        code.next();
        rex = nextRex;
      }
    }
    return new Prefixes(lock, repeat, operandSize, addressSize, segment, rex, code.length());
  }
}
