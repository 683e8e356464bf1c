package ksim.cli.command;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ksim.cli.cycles.BlockKeys;
import ksim.cli.cycles.BlockResult;
import picocli.CommandLine.Option;

/** Options of {@code ksim cycles --score}. */
final class ScoreOptions {
  private static final int MOST_WORST = 100_000;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description = "With --score, list the N blocks with the largest errors. Default: 0.")
  private Optional<String> worst = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "BY",
      description =
          "With --score, list errors by what blocks have in common: 'form' of an"
              + " instruction, 'mnemonic', 'size' in instructions, 'bottleneck'. The groups"
              + " with most errors come first, 40 or as --worst says.")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description =
          "With --score, compare with earlier predictions: FILE is what --csv has"
              + " printed. --worst then also lists what has become worse.")
  private Optional<String> compare = Optional.empty();

  int worst() {
    return worst.map(text -> (int) UsageException.number("--worst", text, 0, MOST_WORST)).orElse(0);
  }

  /** The names of the groups that a block belongs to, if groups are asked for. */
  Optional<Function<BlockResult, Set<String>>> group() {
    return group.map(
        name ->
            switch (name) {
              case "form" -> BlockKeys::forms;
              case "mnemonic" -> BlockKeys::mnemonics;
              case "size" -> BlockKeys::sizes;
              case "bottleneck" -> BlockKeys::bottlenecks;
              default ->
                  throw new UsageException(
                      "--group: found '" + name + "', expected form, mnemonic, size or bottleneck");
            });
  }

  /** Whether blocks are grouped by what limits them. */
  boolean groupsByBottleneck() {
    return group.filter("bottleneck"::equals).isPresent();
  }

  /** A file of earlier predictions. */
  Optional<String> compare() {
    return compare;
  }

  /**
   * Checks that none of them was given.
   *
   * @throws UsageException that names one which was
   */
  void requireUnused() {
    requireAbsent("--worst", worst);
    requireAbsent("--group", group);
    requireAbsent("--compare", compare);
  }

  private static void requireAbsent(String option, Optional<String> value) {
    if (value.isPresent()) {
      throw new UsageException(option + ": only with --score");
    }
  }
}
