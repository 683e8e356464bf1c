package ksim.cli.baseline;

import java.util.OptionalDouble;

/** A difference between a run and the baseline. */
public sealed interface Difference {
  /** Name of the scenario. */
  String scenario();

  /** Label of the design; empty where the scenario as a whole is meant. */
  String design();

  /** What it means. */
  Verdict verdict();

  /**
   * A figure has moved.
   *
   * @param scenario name of the scenario
   * @param design label of the design
   * @param figure the figure
   * @param before its value in the baseline
   * @param after its value in this run
   * @param verdict what that means
   */
  record Moved(
      String scenario, String design, Figure figure, double before, double after, Verdict verdict)
      implements Difference {
    /** The change in percent of the value before; empty where that is 0 or a percentage. */
    public OptionalDouble changePercent() {
      return before == 0 || figure.scale() == Figure.Scale.POINTS
          ? OptionalDouble.empty()
          : OptionalDouble.of(Figure.percent(before, after));
    }
  }

  /**
   * The outcome of a design, or something about the machine of a scenario, is another.
   *
   * @param scenario name of the scenario
   * @param design label of the design; empty for the machine
   * @param name what is another
   * @param before in the baseline
   * @param after in this run
   * @param verdict what that means
   */
  record Changed(
      String scenario, String design, String name, String before, String after, Verdict verdict)
      implements Difference {}

  /**
   * The baseline has what this run has not.
   *
   * @param scenario name of the scenario
   * @param design label of the design; empty for the whole scenario
   * @param verdict what that means
   */
  record Gone(String scenario, String design, Verdict verdict) implements Difference {}

  /**
   * This run has what the baseline has not.
   *
   * @param scenario name of the scenario
   * @param design label of the design; empty for the whole scenario
   */
  record Added(String scenario, String design) implements Difference {
    @Override
    public Verdict verdict() {
      return Verdict.CHANGED;
    }
  }
}
