package ksim.cli.cycles;

import java.util.List;
import ksim.cli.diag.Style;

/** A score for people. */
public final class ScoreText {
  private static final int NAME_COLUMNS = 24;

  /** Percentages of the blocks of which the largest error is reported. */
  static final List<Double> QUANTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 100.0);

  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private ScoreText(Style style) {
    this.style = style;
  }

  /**
   * The text.
   *
   * @param detail what it says beside the scores
   */
  public static String of(ScoredBlocks blocks, ScoreDetail detail, Style style) {
    ScoreText report = new ScoreText(style);
    report.counts(blocks);
    if (!blocks.results().isEmpty()) {
      report.scores(detail.scores(blocks));
      report.worst(blocks, detail.worst());
      report.groups(detail);
      detail.earlier().ifPresent(earlier -> report.changes(blocks, earlier, detail.worst()));
    }
    return report.text.toString();
  }

  private void counts(ScoredBlocks blocks) {
    line(counted(blocks.results().size()) + " compared");
    if (blocks.guessed() > 0) {
      line(
          "%,d of them with instructions that have no measured figure, whose cost is a guess"
              .formatted(blocks.guessed()));
    }
    if (!blocks.refused().isEmpty()) {
      line(counted(blocks.refused().size()) + " skipped: cannot be measured");
    }
    if (blocks.unmeasured() > 0) {
      line(counted(blocks.unmeasured()) + " skipped: without " + Score.MEASURED);
    }
  }

  private void scores(List<Score> scores) {
    text.append('\n');
    heading(
        ("%-" + NAME_COLUMNS + "s %7s %7s %7s   %s")
            .formatted(
                "",
                "MAPE",
                "bias",
                "tau",
                "error of the best 50, 75, 90, 95, 99, 100 % of the blocks"));
    for (Score score : scores) {
      StringBuilder quantiles = new StringBuilder();
      for (double percent : QUANTILES) {
        quantiles.append(" %6.1f%%".formatted(score.quantile(percent)));
      }
      line(
          ("%-" + NAME_COLUMNS + "s %6.2f%% %+6.2f%% %7s  %s")
              .formatted(
                  score.name(),
                  score.mape(),
                  score.bias(),
                  Double.isFinite(score.tau()) ? "%.4f".formatted(score.tau()) : "-",
                  quantiles));
    }
  }

  private void worst(ScoredBlocks blocks, int count) {
    if (count == 0) {
      return;
    }
    text.append('\n');
    heading("%8s %9s %9s  %s".formatted("error", "predicted", "measured", "worst blocks"));
    for (BlockResult result : blocks.worst(count)) {
      line(
          "%+7.1f%% %9.2f %9.2f  %s"
              .formatted(
                  blocks.error(result),
                  result.cycles().orElseThrow(),
                  blocks.measured(result),
                  result.line().hex()));
    }
  }

  private void groups(ScoreDetail detail) {
    if (detail.groups().isEmpty()) {
      return;
    }
    text.append('\n');
    heading("%7s %9s %8s %8s  %s".formatted("blocks", "of errors", "MAPE", "bias", "group"));
    for (ErrorGroups.Group group : detail.shownGroups()) {
      line(
          "%,7d %8.1f%% %7.1f%% %+7.1f%%  %s"
              .formatted(group.blocks(), group.share(), group.mape(), group.bias(), group.name()));
    }
  }

  private void changes(ScoredBlocks blocks, EarlierPredictions earlier, int count) {
    text.append('\n');
    line(
        "%s predicted before too: %,d better, %,d worse, %,d alike"
            .formatted(
                counted(earlier.changes().size()),
                earlier.better(),
                earlier.worse(),
                earlier.changes().size() - earlier.better() - earlier.worse()));
    if (count > 0 && earlier.worse() > 0) {
      heading("%9s %9s %9s  %s".formatted("before", "now", "measured", "become worse"));
      for (EarlierPredictions.Change change : earlier.worst(count)) {
        line(
            "%9.2f %9.2f %9.2f  %s"
                .formatted(
                    change.before(),
                    change.result().cycles().orElseThrow(),
                    blocks.measured(change.result()),
                    change.result().line().hex()));
      }
    }
  }

  private static String counted(int blocks) {
    return "%,d %s".formatted(blocks, blocks == 1 ? "block" : "blocks");
  }

  private void heading(String heading) {
    text.append(style.strong(heading)).append('\n');
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
