package ksim.cli.cycles;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Predictions from before beside those of now.
 *
 * @param changes the blocks that have both
 */
public record EarlierPredictions(List<Change> changes) {
  /**
   * A block predicted twice.
   *
   * @param result the block
   * @param before cycles predicted earlier
   * @param errorBefore error of that in percent
   * @param errorNow error of the prediction of now in percent
   */
  public record Change(BlockResult result, double before, double errorBefore, double errorNow) {
    /** By how much the error has grown, in percentage points; negative if it has shrunk. */
    public double growth() {
      return Math.abs(errorNow) - Math.abs(errorBefore);
    }
  }

  /** Compares with what was predicted earlier. */
  public static EarlierPredictions of(ScoredBlocks blocks, EarlierCycles earlier) {
    return new EarlierPredictions(
        blocks.results().stream()
            .flatMap(
                result ->
                    Optional.ofNullable(earlier.byBlock().get(result.line().digits()))
                        .map(before -> change(blocks, result, before))
                        .stream())
            .toList());
  }

  private static Change change(ScoredBlocks blocks, BlockResult result, double before) {
    return new Change(
        result, before, Score.error(before, blocks.measured(result)), blocks.error(result));
  }

  /** The score of the earlier predictions. */
  public Score score(ScoredBlocks blocks) {
    return Score.of(
        "before",
        changes.stream().mapToDouble(Change::before).toArray(),
        changes.stream().mapToDouble(change -> blocks.measured(change.result())).toArray());
  }

  /** How many predictions have become better. */
  public long better() {
    return changes.stream().filter(change -> change.growth() < 0).count();
  }

  /** How many predictions have become worse. */
  public long worse() {
    return changes.stream().filter(change -> change.growth() > 0).count();
  }

  /** Those that have become worse, the worst first. */
  public List<Change> worst(int count) {
    return changes.stream()
        .filter(change -> change.growth() > 0)
        .sorted(Comparator.comparingDouble(change -> -change.growth()))
        .limit(count)
        .toList();
  }
}
