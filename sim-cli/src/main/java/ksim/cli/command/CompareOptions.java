package ksim.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options on the baseline. */
final class CompareOptions {
  private static final double DEFAULT_TOLERANCE = 1;
  private static final double LARGEST_TOLERANCE = 1_000;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = {
        "Compare with the report of an earlier run, made with --format json",
        "and --out FILE; a regression ends in exit code 1."
      })
  private Optional<Path> baseline = Optional.empty();

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      description = {
        "How far a figure may get worse before that is a regression; figures",
        "in percent by so many points. Default: 1."
      })
  private Optional<String> tolerance = Optional.empty();

  /** The baseline, if any. */
  Optional<Path> baseline() {
    return baseline;
  }

  /**
   * The tolerance in percent.
   *
   * @throws UsageException if it is no tolerance, or there is nothing to compare with
   */
  double tolerancePercent() {
    if (tolerance.isEmpty()) {
      return DEFAULT_TOLERANCE;
    }
    if (baseline.isEmpty()) {
      throw new UsageException("--tolerance: means nothing without --baseline");
    }
    try {
      double percent = Double.parseDouble(tolerance.get());
      if (percent >= 0 && percent <= LARGEST_TOLERANCE) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new UsageException(
        "--tolerance: found '"
            + tolerance.get()
            + "', expected a percentage from 0 to 1,000, such as 2.5");
  }
}
