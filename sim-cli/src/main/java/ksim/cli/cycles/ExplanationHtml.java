package ksim.cli.cycles;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import ksim.core.cycles.Cause;
import ksim.core.cycles.ExplainedInstruction;
import ksim.core.cycles.ExplainedInstruction.Note;
import ksim.core.cycles.Explanation;
import ksim.core.timing.pipeline.UopEvent;

/** An explanation and its time line as a page that needs nothing else, and runs no script. */
public final class ExplanationHtml {
  private final Explanation explanation;
  private final StringBuilder html = new StringBuilder();

  private ExplanationHtml(Explanation explanation) {
    this.explanation = explanation;
  }

  /**
   * The page.
   *
   * @param title what was measured, and how
   * @param iterations how many iterations the time line shows
   */
  public static String of(Explanation explanation, String title, int iterations) {
    ExplanationHtml page = new ExplanationHtml(explanation);
    page.html.append(PageHead.of(title));
    page.line("<h1>%s</h1>".formatted(escape(title)));
    page.summary();
    page.table();
    page.timeline(Timeline.of(explanation, iterations));
    page.html.append("</body>\n</html>\n");
    return page.html.toString();
  }

  private void summary() {
    line(
        "<p>%.2f cycles an iteration; bottleneck: %s</p>"
            .formatted(
                explanation.measurement().cyclesPerIteration(),
                escape(Bottleneck.of(explanation))));
    html.append("<p class=path>");
    for (Cause cause : explanation.path().keySet()) {
      double percent = explanation.percent(cause);
      if (percent >= 1) {
        line(
            "<span style='flex:%.0f' title='%s: %.2f cycles an iteration'>%s %.0f %%</span>"
                .formatted(
                    percent, cause.label(), explanation.path().get(cause), cause.label(), percent));
      }
    }
    html.append("</p>\n");
  }

  private void table() {
    html.append("<table>\n<tr><th><th>slots<th>uops");
    for (int port = 0; port < explanation.ports(); port++) {
      html.append("<th>p").append(port);
    }
    html.append("<th>chain<th class=text>instruction<th class=text>notes\n");
    int number = 0;
    for (ExplainedInstruction instruction : explanation.instructions()) {
      number++;
      line(
          "<tr><td>%d<td>%.2f<td>%.2f"
              .formatted(number, instruction.issueSlots(), instruction.uops()));
      instruction.ports().forEach(port -> html.append("<td>").append(blankIfZero(port)));
      html.append("<td>").append(blankIfZero(instruction.criticalCycles()));
      String notes =
          instruction.notes().stream().map(Note::label).collect(Collectors.joining(", "));
      line(
          "<td class=text><code>%s</code><td class=text>%s"
              .formatted(escape(instruction.text()), notes));
    }
    html.append("</table>\n");
  }

  private void timeline(Timeline timeline) {
    line("<h2>Time line</h2>");
    html.append("<p class=legend>");
    for (List<String> stage : PageHead.STAGES) {
      line("<span class=%s></span> %s".formatted(stage.getFirst(), stage.getLast()));
    }
    line("</p>\n<div class=lines style='--cycles:%d'>".formatted(timeline.cycles()));
    for (Timeline.Row row : timeline.rows()) {
      row(row);
    }
    html.append("</div>\n");
  }

  private void row(Timeline.Row row) {
    UopEvent event = row.uop().event();
    boolean executes = event.port() != UopEvent.NONE;
    String port = executes ? "p" + event.port() : "";
    line(
        ("<div class='row%s'><span class=label title='%s'>%s</span><span class=port>%s</span><span"
                + " class=bar>")
            .formatted(
                row.text().isEmpty() ? "" : " first",
                title(row),
                row.text().isEmpty()
                    ? ""
                    : "%d.%d <code>%s</code>"
                        .formatted(
                            row.uop().iteration(), row.uop().instruction() + 1, escape(row.text())),
                port));
    segment("q", row.queued(), row.issued());
    segment("s", row.issued(), executes ? row.started() : row.done());
    segment("e", executes ? row.started() : row.done(), row.done());
    segment("w", row.done(), row.retired());
    segment("r", row.retired(), row.retired() + 1);
    html.append("</span></div>\n");
  }

  private static String title(Timeline.Row row) {
    return "queued %d, issued %d, ready %d, started %d, executed %d, retired %d"
        .formatted(
            row.queued(), row.issued(), row.ready(), row.started(), row.done(), row.retired());
  }

  private void segment(String kind, int from, int to) {
    if (to > from) {
      line("<i class=%s style='--at:%d;--for:%d'></i>".formatted(kind, from, to - from));
    }
  }

  private static String blankIfZero(double value) {
    return value == 0 ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  private void line(String line) {
    html.append(line).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }
}
