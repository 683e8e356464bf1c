package ksim.cli.command;

import ksim.sched.scenario.Progress;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;

/** What runs a scenario; tests put results of their own here. */
@FunctionalInterface
interface Simulation {
  /** Simulates {@code scenario} under each of its designs. */
  ScenarioResult run(Scenario scenario, Progress progress);
}
