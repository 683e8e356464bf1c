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

  /** Whether a design's run failed where the scenario expects nothing of its outcome. */
  public boolean failedUnexpectedly(DesignResult design) {
    return design.outcome().kind() != OutcomeKind.COMPLETED
        && Optional.ofNullable(scenario.expectations().get(design.design()))
            .flatMap(Expectation::outcome)
            .isEmpty();
  }

  /** Whether any run failed where the scenario expects nothing of its outcome. */
  public boolean failedUnexpectedly() {
    return designs.stream().anyMatch(this::failedUnexpectedly);
  }
}
