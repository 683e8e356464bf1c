package ksim.cli.report;

import java.util.List;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Style;

/** Collects values behind their names, broken between words where they are long. */
final class LabelledLines {
  private static final int NAME_WIDTH = 12;
  private static final int CHAIN_SHOWN = 16;
  private static final int WIDTH = 111;

  private final StringBuilder text;
  private final Style style;

  LabelledLines(StringBuilder text, Style style) {
    this.text = text;
    this.style = style;
  }

  /** Adds a value behind {@code name}; without a name it begins further left. */
  void add(String name, String value) {
    String label = name;
    int indent = name.isEmpty() ? 0 : NAME_WIDTH;
    for (String part : WordWrap.lines(Printable.of(value), WIDTH - indent)) {
      String padding = " ".repeat(Math.max(label.isEmpty() ? 0 : 1, indent - label.length()));
      text.append("    ").append(label.isEmpty() ? "" : style.faint(label));
      text.append(padding).append(part).append('\n');
      label = "";
    }
  }

  /** A call chain from its element {@code from} on, cut where it is long unless {@code whole}. */
  static String chain(List<String> functions, int from, boolean whole) {
    int to = whole ? functions.size() : Math.min(functions.size(), from + CHAIN_SHOWN);
    String shown = String.join(" < ", functions.subList(from, to));
    return to < functions.size()
        ? shown + " < ... " + (functions.size() - to) + " more (-v)"
        : shown;
  }
}
