package ksim.cli.baseline;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ksim.cli.diag.Style;

/** A comparison for people: a line for each difference, then how many there are of each kind. */
public final class ComparisonText {
  private static final int VERDICT_WIDTH = 12;

  private final Style style;
  private final String file;
  private final double tolerancePercent;

  /**
   * @param style colours
   * @param file the baseline as the user named it
   */
  public ComparisonText(Style style, String file, double tolerancePercent) {
    this.style = style;
    this.file = file;
    this.tolerancePercent = tolerancePercent;
  }

  /**
   * The whole block.
   *
   * @param everything whether what moved within the tolerance gets lines as well
   */
  public String block(Comparison comparison, boolean everything) {
    return "\n"
        + style.strong("against " + file)
        + ", tolerance "
        + number(tolerancePercent)
        + "%\n"
        + lines(
            comparison.differences().stream()
                .filter(each -> everything || each.verdict() != Verdict.WITHIN_TOLERANCE))
        + summary(comparison);
  }

  /** The regressions only; empty where there is none. */
  public String regressions(Comparison comparison) {
    return lines(
        comparison.differences().stream().filter(each -> each.verdict() == Verdict.REGRESSION));
  }

  private String lines(Stream<Difference> differences) {
    return differences.map(this::line).collect(Collectors.joining());
  }

  private String line(Difference difference) {
    String word =
        switch (difference.verdict()) {
          case REGRESSION -> "REGRESSION";
          case IMPROVEMENT -> "better";
          case CHANGED -> "changed";
          case WITHIN_TOLERANCE -> "within";
        };
    String padded = word + " ".repeat(VERDICT_WIDTH - word.length());
    String shown =
        switch (difference.verdict()) {
          case REGRESSION -> style.bad(padded);
          case IMPROVEMENT -> style.good(padded);
          case CHANGED, WITHIN_TOLERANCE -> style.faint(padded);
        };
    String place =
        difference.scenario() + (difference.design().isEmpty() ? "" : ", " + difference.design());
    return shown + place + ": " + what(difference) + "\n";
  }

  private static String what(Difference difference) {
    return switch (difference) {
      case Difference.Moved moved ->
          moved.figure().name()
              + " "
              + number(moved.before())
              + " -> "
              + number(moved.after())
              + change(moved);
      case Difference.Changed changed ->
          changed.name() + " " + changed.before() + " -> " + changed.after();
      case Difference.Gone gone ->
          gone.verdict() == Verdict.REGRESSION
              ? "gone: the baseline has it, this run has not"
              : "left out of this run";
      case Difference.Added _ -> "new: the baseline has it not";
    };
  }

  private static String change(Difference.Moved moved) {
    if (moved.changePercent().isPresent()) {
      return String.format(Locale.ROOT, " (%+.2f%%)", moved.changePercent().getAsDouble());
    }
    return moved.figure().scale() == Figure.Scale.POINTS
        ? String.format(Locale.ROOT, " (%+.2f points)", moved.after() - moved.before())
        : "";
  }

  private String summary(Comparison comparison) {
    long regressions = comparison.count(Verdict.REGRESSION);
    String counted =
        counted(regressions, "regression")
            + ", "
            + counted(comparison.count(Verdict.IMPROVEMENT), "improvement")
            + ", "
            + counted(comparison.count(Verdict.CHANGED), "other change")
            + ", "
            + comparison.count(Verdict.WITHIN_TOLERANCE)
            + " moved within the tolerance";
    return (regressions == 0 ? style.good(counted) : style.bad(counted)) + "\n";
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }
}
