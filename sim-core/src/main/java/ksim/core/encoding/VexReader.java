package ksim.core.encoding;

/** Reads VEX prefixes and tells the lengths of EVEX and XOP instructions (SDM vol. 2, 2.3). */
@SuppressWarnings("EnumOrdinal")
final class VexReader {
  private static final RepeatPrefix[] REPEATS = {
    RepeatPrefix.NONE, RepeatPrefix.NONE, RepeatPrefix.REP, RepeatPrefix.REPNE
  };

  private VexReader() {}

  /** Whether the byte starts a VEX, EVEX or XOP prefix rather than LDS, LES, BOUND or POP. */
  static boolean startsHere(int opcode, int following, CodeMode mode) {
    return switch (opcode) {
      case 0xc4, 0xc5, 0x62 -> mode == CodeMode.BITS_64 || following >= 0xc0;
      case 0x8f -> (following & 0x1f) >= 8;
      default -> false;
    };
  }

  /** Whether legacy prefixes stand where VEX, EVEX and XOP raise #UD (SDM vol. 2, 2.3.2-2.3.4). */
  static boolean prefixesForbid(Prefixes prefixes) {
    return prefixes.lock()
        || prefixes.operandSize()
        || prefixes.repeat() != RepeatPrefix.NONE
        || prefixes.rex() != 0;
  }

  /**
   * Reads the rest of a VEX prefix into the state.
   *
   * @return whether it names an opcode map that exists
   */
  static boolean read(DecodeState state, int opcode) {
    int first = state.code.next();
    int last = first;
    int mapNumber = 1;
    state.rexBits = (~first & 0x80) >> 5;
    if (opcode == 0xc4) {
      last = state.code.next();
      mapNumber = first & 0x1f;
      state.rexBits = (~first & 0xe0) >> 5 | (last & 0x80) >> 4;
    }
    if (state.mode != CodeMode.BITS_64) {
      state.rexBits &= 8; // the register bits are ignored, W is not (SDM vol. 2, 2.3.5.3)
    }
    state.vex = true;
    state.vvvv = ~last >> 3 & 15;
    state.vexLength = last >> 2 & 1;
    state.prefix66 = (last & 3) == 1;
    state.repeat = REPEATS[last & 3];
    if (mapNumber < 1 || mapNumber > 3) {
      return false;
    }
    state.map = OpcodeMap.values()[OpcodeMap.VEX_0F.ordinal() + mapNumber - 1];
    return true;
  }

  /** Passes over an EVEX or XOP instruction as far as its length can be told. */
  static Decoded skip(DecodeState state, int opcode) {
    CodeReader code = state.code;
    int map = code.next() & (opcode == 0x62 ? 7 : 0x1f);
    code.unsigned(opcode == 0x62 ? 16 : 8);
    int operation = code.next();
    state.modRm = code.next();
    state.rexBits = 0;
    ModRmReader.skip(state);
    if (opcode == 0x62 ? map == 3 || (map == 1 && hasImmediate(operation)) : map == 8) {
      code.next();
    } else if (map == 10) {
      code.unsigned(32);
    }
    return code.overrun()
        ? code.shortage()
        : new NotInTable(code.length(), opcode == 0x62 ? "avx512" : "xop");
  }

  private static boolean hasImmediate(int opcode) {
    return (opcode >= 0x70 && opcode <= 0x73)
        || opcode == 0xc2
        || (opcode >= 0xc4 && opcode <= 0xc6);
  }
}
