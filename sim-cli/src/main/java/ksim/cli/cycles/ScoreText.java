package ksim.cli.cycles;

import java.util.List;
import java.util.Locale;
import ksim.cli.diag.Style;

/** A score for people. */
public final class ScoreText {
  private static final int NAME_COLUMNS = 24;
  private static final List<Double> QUANTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 100.0);

  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private ScoreText(Style style) {
    this.style = style;
  }

  /**
   * The text.
   *
   * @param name what the predictions were made with
   * @param worst how many of the worst blocks to list
   */
  public static String of(ScoredBlocks blocks, String name, int worst, Style style) {
    ScoreText report = new ScoreText(style);
    report.counts(blocks);
    if (!blocks.results().isEmpty()) {
      report.scores(blocks.scores(name));
      report.worst(blocks, worst);
    }
    return report.text.toString();
  }

  private void counts(ScoredBlocks blocks) {
    line("%,d blocks compared", blocks.results().size());
    if (!blocks.refused().isEmpty()) {
      line("%,d blocks skipped: they cannot be measured", blocks.refused().size());
    }
    if (blocks.unmeasured() > 0) {
      line("%,d blocks skipped: without %s", blocks.unmeasured(), Score.MEASURED);
    }
  }

  private void scores(List<Score> scores) {
    text.append('\n');
    heading(
        "%-" + NAME_COLUMNS + "s %7s %7s %7s   %s",
        "",
        "MAPE",
        "bias",
        "tau",
        "error of the best 50, 75, 90, 95, 99, 100 % of the blocks");
    for (Score score : scores) {
      StringBuilder quantiles = new StringBuilder();
      for (double percent : QUANTILES) {
        quantiles.append(format(" %6.1f%%", score.quantile(percent)));
      }
      line(
          "%-" + NAME_COLUMNS + "s %6.2f%% %+6.2f%% %7.4f  %s",
          score.name(),
          score.mape(),
          score.bias(),
          score.tau(),
          quantiles);
    }
  }

  private void worst(ScoredBlocks blocks, int count) {
    if (count == 0) {
      return;
    }
    text.append('\n');
    heading("%8s %9s %9s  %s", "error", "predicted", "measured", "worst blocks");
    for (BlockResult result : blocks.worst(count)) {
      line(
          "%+7.1f%% %9.2f %9.2f  %s",
          blocks.error(result),
          result.cycles().orElseThrow(),
          blocks.measured(result),
          result.line().hex());
    }
  }

  private void heading(String format, Object... values) {
    text.append(style.strong(format(format, values))).append('\n');
  }

  private void line(String format, Object... values) {
    text.append(format(format, values).stripTrailing()).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
