package ksim.cli.baseline;

import java.util.Map;

/**
 * What a report says, as far as it is compared.
 *
 * @param seed seed of the schedule that it was made under; 0 for the plain one
 * @param scenarios by name, in the report's order
 */
public record ReportFigures(long seed, Map<String, ScenarioFigures> scenarios) {
  /**
   * A scenario.
   *
   * @param machine settings of its machine, by name
   * @param designs by label, in the report's order
   */
  public record ScenarioFigures(Map<String, String> machine, Map<String, DesignFigures> designs) {}

  /**
   * A design.
   *
   * @param outcome how the run ended
   * @param values by figure, in the order of comparison
   */
  public record DesignFigures(String outcome, Map<Figure, Double> values) {
    /** Whether the run came to its end. */
    boolean completed() {
      return outcome.equals("completed");
    }
  }
}
