package ksim.cli.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code ksim cycles} that explain one block. */
final class ExplainOptions {
  private static final int MOST_ITERATIONS = 100;

  @Option(
      names = "--explain",
      description =
          "With --hex, say how the cycles come about: micro-operations, ports, the"
              + " critical path and what it is made of.")
  private boolean explain;

  @Option(
      names = "--timeline",
      description =
          "With --hex, draw when each micro-operation of the first iterations is issued,"
              + " executed and retired.")
  private boolean timeline;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Iterations that --timeline shows, 1 to 100. Default: 3, in HTML 10.")
  private Optional<String> iterations = Optional.empty();

  /** Whether cycles are to be explained. */
  boolean explain() {
    return explain;
  }

  /** Whether a time line is wanted. */
  boolean timeline() {
    return timeline;
  }

  /** Iterations of the time line. */
  int iterations(int standard) {
    return iterations
        .map(text -> (int) UsageException.number("--iterations", text, 1, MOST_ITERATIONS))
        .orElse(standard);
  }

  /** Checks that iterations are only counted where they are shown. */
  void check(boolean page) {
    if (iterations.isPresent() && !timeline && !page) {
      throw new UsageException("--iterations: only with --timeline or --format html");
    }
  }

  /**
   * Checks that none of them was given.
   *
   * @throws UsageException that names one which was
   */
  void requireUnused() {
    if (explain || timeline) {
      throw new UsageException((explain ? "--explain" : "--timeline") + ": only with --hex");
    }
    check(false);
  }
}
