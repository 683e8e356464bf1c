package ksim.cli.command;

import java.util.List;
import java.util.function.Consumer;
import ksim.sched.scenario.ScenarioResult;

/** What simulates scenarios; tests put results of their own here. */
@FunctionalInterface
interface Simulation {
  /**
   * Simulates each of {@code runs} under each of its designs.
   *
   * @param results given the results in the order of {@code runs}, each as soon as it and all
   *     before it are there
   */
  void run(List<ScenarioRun> runs, ProgressLine progress, Consumer<ScenarioResult> results);
}
