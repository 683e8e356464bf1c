package ksim.core.encoding;

import java.util.ArrayList;
import java.util.List;

/** Names the prefixes of an instruction that its mnemonic and operands do not show. */
final class PrefixNames {
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};
  private static final int SHOWN = -1;

  private final Instruction instruction;
  private final PrefixUse use;
  private final boolean intel;
  private final int[] last = new int[256];

  private PrefixNames(Instruction instruction, boolean intel) {
    this.instruction = instruction;
    this.intel = intel;
    this.use = new PrefixUse(instruction, intel);
  }

  /** The names in the order of the prefixes. */
  static List<String> of(Instruction instruction, boolean intel) {
    return instruction.prefixes().length() == 0
        ? List.of()
        : new PrefixNames(instruction, intel).names();
  }

  private List<String> names() {
    int count = instruction.prefixes().length();
    int lastSegment = SHOWN;
    for (int i = 0; i < count; i++) {
      int b = instruction.bytes().at(i);
      last[b] = i;
      lastSegment = isSegment(b) ? i : lastSegment;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int b = instruction.bytes().at(i);
      String name = isSegment(b) ? segmentName(b, i == lastSegment) : name(b, i == last[b]);
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isSegment(int b) {
    return (b & 0xe7) == 0x26 || b == 0x64 || b == 0x65;
  }

  private String segmentName(int b, boolean isLast) {
    if (isLast && use.segment()) {
      return "";
    }
    if (isLast && use.notrack()) {
      return "notrack";
    }
    if (isLast && !intel && use.hint()) {
      return "";
    }
    return SEGMENTS[b >= 0x64 ? b - 0x60 : b >> 3 & 3];
  }

  /** The name of a prefix; empty where the text shows it otherwise. */
  private String name(int b, boolean isLast) {
    return switch (b) {
      case 0xf0 -> "lock";
      case 0xf3 -> repeat(MandatoryPrefix.F3, isLast, "repz", use.string() ? "rep" : "xrelease");
      case 0xf2 -> repeat(MandatoryPrefix.F2, isLast, "repnz", use.branch() ? "bnd" : "xacquire");
      case 0x66 -> isLast && use.operandSize() ? "" : operandSizeName();
      case 0x67 -> isLast && use.addressSize() ? "" : addressSizeName();
      default -> isLast && b == instruction.prefixes().rex() && use.rex() ? "" : rexName(b);
    };
  }

  private String operandSizeName() {
    return instruction.mode() == CodeMode.BITS_16 ? "data32" : "data16";
  }

  private String addressSizeName() {
    return instruction.mode() == CodeMode.BITS_32 ? "addr16" : "addr32";
  }

  private String repeat(MandatoryPrefix self, boolean isLast, String plain, String special) {
    if (!isLast) {
      return plain;
    }
    if (instruction.encoding().opcode().prefix() == self) {
      return "";
    }
    boolean applies =
        self == MandatoryPrefix.F3
            ? use.string() || use.releases()
            : use.branch() || use.acquires();
    return applies ? special : plain;
  }

  private static String rexName(int rex) {
    return (rex & 15) == 0
        ? "rex"
        : "rex."
            + ((rex & 8) != 0 ? "W" : "")
            + ((rex & 4) != 0 ? "R" : "")
            + ((rex & 2) != 0 ? "X" : "")
            + ((rex & 1) != 0 ? "B" : "");
  }
}
