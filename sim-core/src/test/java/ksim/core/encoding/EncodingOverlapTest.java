package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table is free of overlaps and of lines that no instruction can match. */
class EncodingOverlapTest {
  private static final List<Encoding> TABLE = InstructionTable.standard().encodings();

  private final Set<Encoding> reached = new HashSet<>();
  private final Set<String> overlaps = new HashSet<>();

  @Test
  void eachInstructionMatchesOneLineAndEachLineAnInstruction() {
    for (OpcodeMap map : OpcodeMap.values()) {
      for (int opcode = 0; opcode < 256; opcode++) {
        for (int digit = 0; digit < 8; digit++) {
          List<Encoding> candidates = candidates(map, opcode, digit);
          if (!candidates.isEmpty()) {
            tryAllStates(map, opcode, digit, candidates);
          }
        }
      }
    }
    assertThat(overlaps).isEmpty();
    assertThat(TABLE).filteredOn(e -> !reached.contains(e)).isEmpty();
  }

  @Test
  void opcodeTellsWhetherModRmFollows() {
    for (Encoding one : TABLE) {
      for (Encoding other : TABLE) {
        boolean sharesOpcode =
            one.opcode().map() == other.opcode().map()
                && one.opcode().first() <= other.opcode().last()
                && other.opcode().first() <= one.opcode().last();
        if (sharesOpcode) {
          assertThat(one.hasModRm()).as("%s and %s", one, other).isEqualTo(other.hasModRm());
        }
      }
    }
  }

  private static List<Encoding> candidates(OpcodeMap map, int opcode, int digit) {
    return TABLE.stream()
        .filter(e -> e.opcode().map() == map)
        .filter(e -> opcode >= e.opcode().first() && opcode <= e.opcode().last())
        .filter(e -> e.opcode().digit() == OpcodePattern.NONE || e.opcode().digit() == digit)
        .toList();
  }

  private void tryAllStates(OpcodeMap map, int opcode, int digit, List<Encoding> candidates) {
    if (candidates.size() == 1 && reached.contains(candidates.getFirst())) {
      return;
    }
    for (CodeMode mode : CodeMode.values()) {
      for (int bits = 0; bits < 1 << 9; bits++) {
        for (RepeatPrefix repeat : RepeatPrefix.values()) {
          boolean addressSize = (bits & 1) != 0;
          Prefixes prefixes =
              new Prefixes(false, repeat, (bits & 2) != 0, addressSize, Prefixes.NONE, 0, 0);
          DecodeState state = new DecodeState(new CodeReader(new byte[0], 0, 0), mode, prefixes);
          state.map = map;
          state.opcode = opcode;
          state.modRm = ((bits & 4) != 0 ? 0xc0 : 0) | (digit << 3) | (bits >> 6 & 7);
          state.vexLength = bits >> 3 & 1;
          int w = mode == CodeMode.BITS_64 || map.vex() ? bits >> 4 & 1 : 0;
          int b = mode == CodeMode.BITS_64 ? bits >> 5 & 1 : 0;
          state.rexBits = w * 8 + b;
          check(state, candidates);
        }
      }
    }
  }

  private void check(DecodeState state, List<Encoding> candidates) {
    List<Encoding> best = new ArrayList<>();
    int rank = Integer.MAX_VALUE;
    for (Encoding encoding : candidates) {
      if (EncodingIndex.matches(encoding, state)) {
        int own = EncodingIndex.rank(encoding);
        if (own < rank) {
          best.clear();
          rank = own;
        }
        if (own == rank) {
          best.add(encoding);
        }
      }
    }
    reached.addAll(best);
    if (best.size() > 1) {
      overlaps.add("lines " + best.stream().map(Encoding::line).toList());
    }
  }
}
