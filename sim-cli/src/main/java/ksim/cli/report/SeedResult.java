package ksim.cli.report;

import java.util.List;
import ksim.sched.scenario.Scenario;

/**
 * A scenario under several schedules.
 *
 * @param scenario the scenario
 * @param designs how each of its designs has fared, in the scenario's order
 */
public record SeedResult(Scenario scenario, List<SeedTally> designs) {
  /** Runs that failed under all designs together. */
  public int failed() {
    return designs.stream().mapToInt(SeedTally::failed).sum();
  }

  /** Runs under all designs together. */
  public int runs() {
    return designs.stream().mapToInt(SeedTally::runs).sum();
  }
}
