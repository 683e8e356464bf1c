package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a report says beside the scores.
 *
 * @param worst how many of the worst blocks, and of the groups with most errors, are listed
 * @param groups the groups, those with most errors first
 * @param earlier predictions from before
 */
public record ScoreDetail(
    int worst, List<ErrorGroups.Group> groups, Optional<EarlierPredictions> earlier) {
  private static final String NAME = "ksim";
  private static final int GROUPS_SHOWN = 40;

  /** The scores: of ksim now, of earlier predictions, of the file's other columns. */
  List<Score> scores(ScoredBlocks blocks) {
    List<Score> scores = new ArrayList<>(blocks.scores(NAME));
    earlier
        .filter(old -> !old.changes().isEmpty())
        .ifPresent(old -> scores.add(1, old.score(blocks)));
    return scores;
  }

  /** The groups that are listed. */
  List<ErrorGroups.Group> shownGroups() {
    return groups.stream().limit(worst == 0 ? GROUPS_SHOWN : worst).toList();
  }
}
