package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A design's label broken into lines, for a narrow column. */
final class DesignLabel {
  private static final Pattern PARTS = Pattern.compile("[(),]");

  private DesignLabel() {}

  /** The design's name, and each of its modifiers on a line of its own. */
  static List<String> lines(String label) {
    List<String> lines = new ArrayList<>();
    PARTS.splitAsStream(label).forEach(part -> lines.add(lines.isEmpty() ? part : "  " + part));
    return lines;
  }
}
