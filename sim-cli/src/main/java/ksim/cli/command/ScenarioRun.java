package ksim.cli.command;

import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;

/**
 * A scenario that is to be simulated under each of its designs.
 *
 * @param scenario the scenario
 * @param options how
 */
record ScenarioRun(Scenario scenario, RunOptions options) {
  /** One of its runs, as people call it. */
  String name(String design) {
    String seed = options.seed() == 0 ? "" : ", seed " + options.seed();
    return scenario.name() + ", " + design + seed;
  }
}
