package ksim.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines between words. */
final class WordWrap {
  private WordWrap() {}

  /** The lines of {@code text}, each at most {@code width} long unless one word is longer. */
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.strip();
    while (rest.length() > width) {
      int end = rest.lastIndexOf(' ', width);
      if (end < 0) {
        end = rest.indexOf(' ');
      }
      if (end < 0) {
        break;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end + 1).stripLeading();
    }
    if (!rest.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }
}
