package ksim.cli.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The approved figures: for each the workload, its part, the core, the timing level, and the value.
 * They are compared exactly; a change is approved by writing the file anew.
 */
final class GoldenFigures {
  private static final Path FILE = Path.of("src/test/resources/approved/cycles.csv");
  private static final String HEADING = "workload,part,core,timing,value";
  private static final int VALUE = 4;

  private GoldenFigures() {}

  /** The name of a figure: all of its line but the value. */
  static String name(String workload, String part, String core, String timing) {
    return String.join(",", workload, part, core, timing);
  }

  /** The approved figures by name, in the order of the file. */
  static SequencedMap<String, String> read() throws IOException {
    SequencedMap<String, String> figures = new LinkedHashMap<>();
    if (Files.exists(FILE)) {
      for (String line : Files.readAllLines(FILE)) {
        List<String> words = List.of(line.split(",", -1));
        if (words.size() == VALUE + 1 && !line.equals(HEADING)) {
          figures.put(String.join(",", words.subList(0, VALUE)), words.getLast());
        }
      }
    }
    return figures;
  }

  /**
   * The approved figures with others in their place.
   *
   * @param measured what was measured now, of all figures or of some
   */
  static void approve(Map<String, String> measured) throws IOException {
    SequencedMap<String, String> figures = read();
    figures.putAll(measured);
    StringBuilder text = new StringBuilder(HEADING).append('\n');
    figures.forEach((name, value) -> text.append(name).append(',').append(value).append('\n'));
    Files.writeString(FILE, text);
  }

  /** What differs between the approved figures and those measured now: a line for each. */
  static List<String> differences(Map<String, String> approved, Map<String, String> measured) {
    List<String> lines = new ArrayList<>();
    measured.forEach(
        (name, now) -> {
          String then = approved.getOrDefault(name, "-");
          if (!then.equals(now)) {
            lines.add(
                String.format(
                    Locale.ROOT, "%-55s %15s %15s %8s", name, then, now, ratio(then, now)));
          }
        });
    return lines;
  }

  /** The heading of {@link #differences}. */
  static String heading() {
    return String.format(Locale.ROOT, "%-55s %15s %15s %8s", "figure", "approved", "now", "ratio");
  }

  private static String ratio(String then, String now) {
    return then.equals("-")
        ? "new"
        : String.format(Locale.ROOT, "%.4f", Double.parseDouble(now) / Double.parseDouble(then));
  }
}
