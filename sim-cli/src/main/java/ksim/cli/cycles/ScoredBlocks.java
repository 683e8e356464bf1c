package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Blocks with measured cycles, and what was predicted of them.
 *
 * @param columns names of the columns with figures
 * @param measured index of the column with what was measured
 * @param results the blocks that have both
 * @param refused the blocks that have no prediction
 * @param unmeasured number of the blocks that have no measured cycles
 */
public record ScoredBlocks(
    List<String> columns,
    int measured,
    List<BlockResult> results,
    List<BlockResult> refused,
    int unmeasured) {

  /** Sorts the results of a file. */
  public static ScoredBlocks of(BlockFile file, List<BlockResult> results) {
    int measured = file.column(Score.MEASURED);
    List<BlockResult> both = new ArrayList<>();
    List<BlockResult> refused = new ArrayList<>();
    int unmeasured = 0;
    for (BlockResult result : results) {
      if (!has(result, measured)) {
        unmeasured++;
      } else if (result.refusal().isPresent()) {
        refused.add(result);
      } else {
        both.add(result);
      }
    }
    return new ScoredBlocks(
        file.columns(), measured, List.copyOf(both), List.copyOf(refused), unmeasured);
  }

  private static boolean has(BlockResult result, int column) {
    return column < result.line().figures().size()
        && result.line().figures().get(column).orElse(0) > 0;
  }

  /** The score of the predictions, and on the same blocks those of the file's other columns. */
  public List<Score> scores(String name) {
    List<Score> scores = new ArrayList<>();
    double[] predicted = results.stream().mapToDouble(r -> r.cycles().orElseThrow()).toArray();
    scores.add(Score.of(name, predicted, results.stream().mapToDouble(this::measured).toArray()));
    for (int column = 0; column < columns.size(); column++) {
      int index = column;
      List<BlockResult> known = results.stream().filter(r -> has(r, index)).toList();
      if (column != measured && !known.isEmpty()) {
        scores.add(
            Score.of(
                columns.get(column),
                known.stream().mapToDouble(r -> figure(r, index)).toArray(),
                known.stream().mapToDouble(this::measured).toArray()));
      }
    }
    return scores;
  }

  /** How many of the compared blocks have instructions whose cost is a guess. */
  public long guessed() {
    return results.stream().filter(result -> result.withoutFigure() > 0).count();
  }

  /** The blocks with the largest errors, the worst first. */
  public List<BlockResult> worst(int count) {
    return results.stream()
        .sorted(Comparator.comparingDouble((BlockResult r) -> -Math.abs(error(r))))
        .limit(count)
        .toList();
  }

  /** Measured cycles of a block. */
  public double measured(BlockResult result) {
    return figure(result, measured);
  }

  /** Error of a block's prediction in percent. */
  public double error(BlockResult result) {
    return Score.error(result.cycles().orElseThrow(), measured(result));
  }

  private static double figure(BlockResult result, int column) {
    return result.line().figures().get(column).orElseThrow();
  }

  /**
   * The blocks as comma-separated values, with a heading: predicted, measured, error in percent.
   */
  public String csv() {
    StringBuilder text = new StringBuilder("hex,predicted_cycles,measured_cycles,error_percent\n");
    for (BlockResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%.2f,%.2f,%.2f\n",
              result.line().hex(),
              result.cycles().orElseThrow(),
              measured(result),
              error(result)));
    }
    return text.toString();
  }
}
