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

  /**
   * The safeguards that a design did not keep: it failed, broke a rule or lost memory where the
   * scenario does not say so.
   */
  public List<Safeguard> unexpected(DesignResult design) {
    return Safeguard.unkept(scenario, design);
  }

  /** Whether a design did not keep a safeguard. */
  public boolean failedUnexpectedly(DesignResult design) {
    return !unexpected(design).isEmpty();
  }

  /** Whether any design did not keep a safeguard. */
  public boolean failedUnexpectedly() {
    return designs.stream().anyMatch(this::failedUnexpectedly);
  }
}
