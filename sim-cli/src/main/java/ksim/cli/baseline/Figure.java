package ksim.cli.baseline;

import java.util.List;

/**
 * A figure of a design that is compared with its value in the baseline.
 *
 * @param name what people call it
 * @param path where a design of the report has it
 * @param worse which direction is worse
 * @param scale how a change is measured against the tolerance
 */
public record Figure(String name, String path, Worse worse, Scale scale) {
  /** Which direction is worse. */
  public enum Worse {
    /** More is worse: it is a cost. */
    MORE,
    /** Less is worse: it is a gain. */
    LESS
  }

  /** How a change is measured against the tolerance. */
  public enum Scale {
    /** In percent of the value in the baseline. */
    RELATIVE,
    /** In percentage points: the figure is a percentage itself. */
    POINTS,
    /** Any change counts, whatever the tolerance. */
    EXACT
  }

  /** Path of the list of rules that were broken; its value is their number. */
  static final String VIOLATIONS = "violations";

  /** The figures that every report has. */
  static final List<Figure> ALL =
      List.of(
          cost("cycles", "cycles"),
          new Figure("overhead in percent", "overheadPercent", Worse.MORE, Scale.POINTS),
          cost("peak stack bytes", "stacks/peakResidentBytes"),
          new Figure("saved stack bytes", "stacks/savedBytes", Worse.LESS, Scale.RELATIVE),
          cost("stack faults", "faults/stack"),
          cost("probes", "probes/executed"),
          cost("probe cycles", "probes/cycles"),
          cost("longest irq-off cycles", "irqOffCyclesMax"),
          cost("page-table bytes", "memory/pageTableBytes"),
          cost("heap bytes", "memory/heapBytes"),
          new Figure("rules broken", VIOLATIONS, Worse.MORE, Scale.EXACT));

  /** What a round of a measurement costs. */
  static Figure measurement(String name) {
    return cost("measurement '" + name + "' cycles a round", "measurements/" + name);
  }

  private static Figure cost(String name, String path) {
    return new Figure(name, path, Worse.MORE, Scale.RELATIVE);
  }

  /** What a change of this figure means. */
  Verdict judge(double before, double after, double tolerancePercent) {
    double size =
        switch (scale) {
          case RELATIVE -> before == 0 ? Double.POSITIVE_INFINITY : percent(before, after);
          case POINTS -> after - before;
          case EXACT -> Double.POSITIVE_INFINITY;
        };
    if (Math.abs(size) <= tolerancePercent) {
      return Verdict.WITHIN_TOLERANCE;
    }
    boolean more = after > before;
    return more == (worse == Worse.MORE) ? Verdict.REGRESSION : Verdict.IMPROVEMENT;
  }

  /** A change in percent of {@code before}, which is not 0. */
  static double percent(double before, double after) {
    return 100 * (after - before) / Math.abs(before);
  }
}
