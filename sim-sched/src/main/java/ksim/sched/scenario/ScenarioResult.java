package ksim.sched.scenario;

import java.util.List;
import java.util.Optional;

/**
 * The results of one scenario under each of its designs.
 *
 * @param scenario the scenario
 * @param designs results in the order of its designs
 */
public record ScenarioResult(Scenario scenario, List<DesignResult> designs) {
  /** Whether every expectation was met. */
  public boolean asExpected() {
    return designs.stream().allMatch(design -> design.unmet().isEmpty());
  }

  /**
   * Whether a design's run failed, or broke a rule, where the scenario expects nothing of its
   * outcome, or of the number of its violations.
   */
  public boolean failedUnexpectedly(DesignResult design) {
    Optional<Expectation> expected =
        Optional.ofNullable(scenario.expectations().get(design.design()));
    boolean failed =
        design.outcome().kind() != OutcomeKind.COMPLETED
            && expected.flatMap(Expectation::outcome).isEmpty();
    boolean brokeRules =
        !design.violations().isEmpty()
            && expected.filter(e -> e.bounds().containsKey(Metric.VIOLATIONS)).isEmpty();
    return failed || brokeRules;
  }

  /** Whether any run failed where the scenario expects nothing of its outcome. */
  public boolean failedUnexpectedly() {
    return designs.stream().anyMatch(this::failedUnexpectedly);
  }
}
