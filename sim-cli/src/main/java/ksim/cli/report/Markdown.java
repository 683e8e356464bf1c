package ksim.cli.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ksim.cli.diag.Printable;

/** Text that Markdown must not take for markup. */
final class Markdown {
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]|~$!]");
  private static final Pattern REFERENCE = Pattern.compile("[@#](?=\\w)");
  private static final Pattern FENCE = Pattern.compile("`{3,}");

  private Markdown() {}

  /** One line of text, in a paragraph or a table's cell. It mentions nobody and links no issue. */
  static String text(String text) {
    String marked = MARKUP.matcher(Printable.of(text)).replaceAll("\\\\$0");
    return inHtml(marked);
  }

  /** One line of text inside an HTML element. */
  static String inHtml(String text) {
    String html =
        Printable.of(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return REFERENCE.matcher(html).replaceAll("$0<!-- -->");
  }

  /** A row of a table from cells that are Markdown already. */
  static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Lines shown as they are. */
  static String verbatim(String lines) {
    int longest = 2;
    Matcher fences = FENCE.matcher(lines);
    while (fences.find()) {
      longest = Math.max(longest, fences.end() - fences.start());
    }
    String fence = "`".repeat(longest + 1);
    return fence + "text\n" + lines.stripTrailing() + "\n" + fence + "\n";
  }
}
