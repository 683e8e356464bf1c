package ksim.core.encoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The table as the decoder looks it up: by opcode map, opcode and ModRM.reg, then the few lines
 * that remain, those with a mandatory prefix first and unlisted ones last.
 */
@SuppressWarnings("EnumOrdinal")
final class EncodingIndex {
  private static final Encoding[] NOTHING = {};

  private final Encoding[][][] candidates = new Encoding[OpcodeMap.values().length][256 * 8][];
  private final boolean[][] modRm = new boolean[OpcodeMap.values().length][256];

  EncodingIndex(List<Encoding> encodings) {
    for (Encoding[][] map : candidates) {
      Arrays.fill(map, NOTHING);
    }
    List<Encoding> byRank = new ArrayList<>(encodings);
    byRank.sort(Comparator.comparingInt(EncodingIndex::rank));
    for (Encoding encoding : byRank) {
      OpcodePattern pattern = encoding.opcode();
      for (int opcode = pattern.first(); opcode <= pattern.last(); opcode++) {
        modRm[pattern.map().ordinal()][opcode] |= encoding.hasModRm();
        for (int digit = 0; digit < 8; digit++) {
          if (pattern.digit() == OpcodePattern.NONE || pattern.digit() == digit) {
            append(candidates[pattern.map().ordinal()], opcode * 8 + digit, encoding);
          }
        }
      }
    }
  }

  private static void append(Encoding[][] map, int slot, Encoding encoding) {
    Encoding[] longer = Arrays.copyOf(map[slot], map[slot].length + 1);
    longer[longer.length - 1] = encoding;
    map[slot] = longer;
  }

  /** Precedence of a line among those that match: lower wins. */
  static int rank(Encoding encoding) {
    if (encoding.has(Attribute.UNLISTED)) {
      return 2;
    }
    return encoding.opcode().prefix() == MandatoryPrefix.ANY ? 1 : 0;
  }

  /** Whether a ModRM byte follows the opcode. */
  boolean hasModRm(OpcodeMap map, int opcode) {
    return modRm[map.ordinal()][opcode];
  }

  /** The line that the fields of an instruction match; empty where the encoding is undefined. */
  Optional<Encoding> find(DecodeState state) {
    for (Encoding encoding : candidates[state.map.ordinal()][state.opcode * 8 + state.digit()]) {
      if (matches(encoding, state)) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  static boolean matches(Encoding encoding, DecodeState state) {
    return formMatches(encoding, state)
        && prefixMatches(encoding.opcode().prefix(), state)
        && (encoding.attributes().isEmpty() || attributesMatch(encoding, state));
  }

  private static boolean formMatches(Encoding encoding, DecodeState state) {
    OpcodePattern pattern = encoding.opcode();
    return switch (pattern.form()) {
      case BOTH -> true;
      case MEMORY -> state.mod() != 3;
      case REGISTER ->
          state.mod() == 3
              && (pattern.rm() == OpcodePattern.NONE || pattern.rm() == (state.modRm & 7));
    };
  }

  private static boolean prefixMatches(MandatoryPrefix prefix, DecodeState state) {
    return switch (prefix) {
      case ANY -> true;
      case NONE -> state.repeat == RepeatPrefix.NONE && !state.prefix66;
      case NO_REPEAT -> state.repeat == RepeatPrefix.NONE;
      case P66 -> state.repeat == RepeatPrefix.NONE && state.prefix66;
      case F2 -> state.repeat == RepeatPrefix.REPNE;
      case F3 -> state.repeat == RepeatPrefix.REP;
    };
  }

  private static boolean attributesMatch(Encoding encoding, DecodeState state) {
    boolean long64 = state.mode == CodeMode.BITS_64;
    for (Attribute attribute : encoding.attributes()) {
      boolean holds =
          switch (attribute) {
            case I64 -> !long64;
            case O64 -> long64;
            case OS16 -> state.operandBits(encoding) == 16;
            case OS32 -> state.operandBits(encoding) == 32;
            case OS64 -> state.operandBits(encoding) == 64;
            case AS16 -> state.addressBits == 16;
            case AS32 -> state.addressBits == 32;
            case AS64 -> state.addressBits == 64;
            case REXB -> (state.rexBits & 1) != 0;
            case NOREXB -> (state.rexBits & 1) == 0;
            case L0 -> state.vexLength == 0;
            case L1 -> state.vexLength == 1;
            case W0 -> !state.w();
            case W1 -> state.w();
            case LIG, LOCK, D64, F64, REP, REPZ, IGNOREMOD, ALIAS, UNLISTED -> true;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
