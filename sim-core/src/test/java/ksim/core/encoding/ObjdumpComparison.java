package ksim.core.encoding;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares decoder and disassembler with objdump's lines and counts the outcomes. */
@SuppressWarnings("StringSplitter")
final class ObjdumpComparison {
  private static final int SHOWN = 400;
  private static final int EACH = 3;

  /** Extensions with instructions of names, or opcodes, that the table has in other encodings. */
  private static final Set<String> OTHERS = Set.of("avx512", "fred");

  private final CodeMode mode;
  private final boolean intel;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> disagreements = new ArrayList<>();

  ObjdumpComparison(CodeMode mode, boolean intel) {
    this.mode = mode;
    this.intel = intel;
  }

  /** How often each outcome was seen. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** The first of the disagreements that no known difference explains. */
  List<String> disagreements() {
    return disagreements;
  }

  /**
   * Compares one instruction.
   *
   * @param bytes code from where the instruction starts; may hold more than the instruction
   */
  void compare(byte[] bytes, Objdump.Line line) {
    Decoded decoded = Decoder.decode(bytes, 0, bytes.length, mode);
    String outcome = outcome(decoded, line);
    if (outcome.isEmpty()) {
      outcome = ObjdumpDifference.explain(bytes, decoded, line, mode);
    }
    if (outcome.isEmpty()) {
      outcome = "disagree";
      String kind = kind(decoded, line);
      kinds.merge(kind, 1, Integer::sum);
      if (kinds.getOrDefault(kind, 0) <= EACH && disagreements.size() < SHOWN) {
        disagreements.add(
            "%s: ours %s, objdump %d %s"
                .formatted(
                    HexFormat.ofDelimiter(" ").formatHex(bytes),
                    describe(decoded, line.address()),
                    line.bytes().length,
                    line.text()));
      }
    }
    counts.merge(outcome, 1, Integer::sum);
  }

  private String outcome(Decoded decoded, Objdump.Line line) {
    boolean bad =
        line.text().contains("(bad)")
            || line.text().contains("?")
            || line.text().startsWith(".byte");
    return switch (decoded) {
      case Instruction instruction ->
          instruction.length() == line.bytes().length
                  && text(instruction, line.address()).equals(line.text())
              ? "same instruction"
              : "";
      case InvalidEncoding invalid -> bad ? "both undefined" : "";
      case TooLong tooLong -> bad ? "both undefined" : "";
      case Truncated truncated -> bad ? "objdump (bad), what follows is not known" : "";
      case NotInTable gap -> {
        if (!OTHERS.contains(gap.extension()) && ObjdumpDifference.isGeneralPurpose(line.text())) {
          yield "";
        }
        boolean sameLength = gap.length() == line.bytes().length;
        yield bad
            ? "not in table, objdump (bad)"
            : sameLength ? "not in table" : "not in table, other length";
      }
    };
  }

  private String text(Instruction instruction, long rip) {
    return intel ? Disassembler.intel(instruction, rip) : Disassembler.attAndT(instruction, rip);
  }

  /** Disagreements with the same kind are shown a few times only. */
  private static String kind(Decoded decoded, Objdump.Line line) {
    String ours =
        decoded instanceof Instruction i ? i.mnemonic() : decoded.getClass().getSimpleName();
    return ours
        + "/"
        + line.text()
            .replaceAll("^((data(16|32)|addr(16|32)|lock|rep.?.?|rex\\S*|[cdsefg]s) )*", "")
            .split(" ")[0];
  }

  private String describe(Decoded decoded, long rip) {
    return decoded instanceof Instruction i ? i.length() + " " + text(i, rip) : decoded.toString();
  }
}
