package ksim.sched.scenario;

import java.util.List;

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
}
