package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lengths and validity of random byte strings against llvm-mc: ten thousand a mode, or as many as
 * the system property {@code ksim.llvm.strings} says (docs/encoding.md). LLVM gets the bytes that
 * the decoder has taken for one instruction, and has to see one instruction in them, too.
 */
class LlvmComparisonTest {
  private static final int STRINGS = Integer.getInteger("ksim.llvm.strings", 10_000);
  private static final long SEED = 146;
  private static final int SHOWN = 300;
  private static final int EACH = 2;

  @TempDir Path directory;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> disagreements = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(CodeMode.class)
  void agree(CodeMode mode, TestReporter reporter) {
    assumeTrue(!LlvmMc.version().isEmpty(), "llvm-mc is not installed");
    RandomCode code = new RandomCode(SEED);
    List<byte[]> strings = new ArrayList<>();
    List<Decoded> decoded = new ArrayList<>();
    for (int i = 0; i < STRINGS; i++) {
      byte[] bytes = code.nextPlain();
      Decoded ours = Decoder.decode(bytes, 0, bytes.length, mode);
      decoded.add(ours);
      strings.add(Arrays.copyOf(bytes, length(ours, bytes.length)));
    }
    List<LlvmMc.Outcome> theirs = LlvmMc.disassemble(strings, mode, directory);
    for (int i = 0; i < STRINGS; i++) {
      compare(strings.get(i), decoded.get(i), theirs.get(i), mode);
    }
    counts.forEach((outcome, n) -> reporter.publishEntry(outcome, Integer.toString(n)));
    assertThat(disagreements).isEmpty();
  }

  private static int length(Decoded decoded, int all) {
    return switch (decoded) {
      case Instruction i -> i.length();
      case NotInTable gap -> gap.length();
      default -> all;
    };
  }

  private void compare(byte[] bytes, Decoded ours, LlvmMc.Outcome theirs, CodeMode mode) {
    String outcome = outcome(ours, theirs);
    if (outcome.isEmpty()) {
      outcome = LlvmDifference.explain(bytes, ours, theirs, mode);
    }
    if (outcome.isEmpty()) {
      outcome = "disagree";
      String name = ours instanceof Instruction i ? i.mnemonic() : ours.getClass().getSimpleName();
      String kind =
          name + (theirs.texts().isEmpty() ? "" : theirs.texts().getFirst().split(" ", 2)[0]);
      if (kinds.merge(kind, 1, Integer::sum) <= EACH && disagreements.size() < SHOWN) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes);
        disagreements.add(hex + ": ours " + name + ", LLVM " + theirs);
      }
    }
    counts.merge(outcome, 1, Integer::sum);
  }

  private static String outcome(Decoded ours, LlvmMc.Outcome theirs) {
    boolean one = theirs.texts().size() == 1 && !theirs.undefined();
    return switch (ours) {
      case Instruction _ -> one ? "one instruction of the same length" : "";
      case InvalidEncoding _, TooLong _ -> theirs.undefinedAtOnce() ? "both undefined" : "";
      case NotInTable _ ->
          one ? "not in table" : theirs.undefined() ? "not in table, undefined to LLVM" : "";
      case Truncated _ -> "";
    };
  }
}
