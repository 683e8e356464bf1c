package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random byte strings against iced-x86: ten thousand a mode, or as many as the system property
 * {@code ksim.iced.strings} says (docs/encoding.md).
 */
class IcedComparisonTest {
  private static final int STRINGS = Integer.getInteger("ksim.iced.strings", 10_000);
  private static final long SEED = 145;
  private static final int SHOWN = 300;
  private static final int EACH = 2;

  @TempDir Path directory;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> disagreements = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(CodeMode.class)
  void agree(CodeMode mode, TestReporter reporter) {
    assumeTrue(Iced.isPresent(), "no iced-x86: -Dksim.iced=.../node_modules/iced-x86");
    RandomCode code = new RandomCode(SEED);
    List<byte[]> strings = Stream.generate(code::next).limit(STRINGS).toList();
    List<Iced.Line> lines = Iced.disassemble(strings, mode, directory);
    assertThat(lines).hasSameSizeAs(strings);
    for (int i = 0; i < STRINGS; i++) {
      compare(strings.get(i), mode, lines.get(i));
    }
    counts.forEach((outcome, n) -> reporter.publishEntry(outcome, Integer.toString(n)));
    assertThat(disagreements).isEmpty();
  }

  private void compare(byte[] bytes, CodeMode mode, Iced.Line line) {
    Decoded decoded = Decoder.decode(bytes, 0, bytes.length, mode);
    String outcome = outcome(decoded, line);
    if (outcome.isEmpty()) {
      outcome = IcedDifference.explain(decoded, line);
    }
    if (outcome.isEmpty()) {
      outcome = "disagree";
      String ours = decoded instanceof Instruction i ? IcedText.of(i) : decoded.toString();
      String kind = ours.split(" ", 2)[0] + "/" + line.text().split(" ", 2)[0];
      if (kinds.merge(kind, 1, Integer::sum) <= EACH && disagreements.size() < SHOWN) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes);
        disagreements.add(hex + ": ours " + ours + ", iced " + line.length() + " " + line.text());
      }
    }
    counts.merge(outcome, 1, Integer::sum);
  }

  private static String outcome(Decoded decoded, Iced.Line line) {
    return switch (decoded) {
      case Instruction i ->
          i.length() == line.length() && IcedText.of(i).equals(IcedText.of(line.text(), i))
              ? "same instruction"
              : "";
      case InvalidEncoding _, TooLong _ -> line.length() == 0 ? "both undefined" : "";
      case NotInTable gap ->
          line.length() == 0
              ? "not in table, undefined to iced-x86"
              : gap.length() == line.length() ? "not in table" : "";
      case Truncated _ -> "";
    };
  }
}
