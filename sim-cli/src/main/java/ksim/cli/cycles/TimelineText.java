package ksim.cli.cycles;

import java.util.Arrays;
import java.util.Locale;
import ksim.cli.diag.Style;
import ksim.core.cycles.Explanation;
import ksim.core.timing.pipeline.UopEvent;

/** The way of micro-operations through the core, a line each and a column a cycle. */
public final class TimelineText {
  private static final int MOST_COLUMNS = 160;
  private static final int MARK_EVERY = 10;

  private TimelineText() {}

  /** The time line of the first so many iterations. */
  public static String of(Explanation explanation, int iterations, Style style) {
    Timeline timeline = Timeline.of(explanation, iterations);
    int columns = Math.min(timeline.cycles(), MOST_COLUMNS);
    StringBuilder text = new StringBuilder();
    text.append(style.strong(heading(columns))).append('\n');
    for (Timeline.Row row : timeline.rows()) {
      UopEvent event = row.uop().event();
      String port = event.port() == UopEvent.NONE ? "-" : "p" + event.port();
      String line =
          String.format(
              Locale.ROOT,
              "%4d %4d %4s  %s  %s",
              row.uop().iteration(),
              row.uop().instruction() + 1,
              port,
              cells(row, columns),
              row.text());
      text.append(line.stripTrailing()).append('\n');
    }
    text.append('\n');
    if (timeline.cycles() > columns) {
      text.append("later cycles are left out (" + timeline.cycles() + " in all)\n");
    }
    text.append(
        "Q queued for issue, I issued, r ready, D dispatched, e executing, E executed, R"
            + " retired;\n");
    text.append(". in the queue, = in the scheduler, - waits for retirement\n");
    return text.toString();
  }

  private static String heading(int columns) {
    StringBuilder heading = new StringBuilder("iter inst port  ");
    for (int i = 0; i < columns; i += MARK_EVERY) {
      String mark = String.valueOf(i);
      heading
          .append(mark)
          .repeat(' ', Math.max(0, Math.min(MARK_EVERY, columns - i) - mark.length()));
    }
    return heading.toString().stripTrailing();
  }

  private static String cells(Timeline.Row row, int columns) {
    char[] cells = new char[columns];
    Arrays.fill(cells, ' ');
    fill(cells, row.queued(), row.issued(), '.');
    fill(cells, row.issued(), row.started(), '=');
    fill(cells, row.started(), row.done(), 'e');
    fill(cells, row.done(), row.retired(), '-');
    set(cells, row.queued(), 'Q');
    if (row.uop().event().port() != UopEvent.NONE) {
      set(cells, row.ready(), 'r');
      set(cells, row.started(), 'D');
      set(cells, row.done(), 'E');
    }
    set(cells, row.issued(), 'I');
    set(cells, row.retired(), 'R');
    return new String(cells);
  }

  private static void fill(char[] cells, int from, int to, char what) {
    for (int i = from; i < Math.min(to, cells.length); i++) {
      cells[i] = what;
    }
  }

  private static void set(char[] cells, int at, char what) {
    if (at < cells.length) {
      cells[at] = what;
    }
  }
}
