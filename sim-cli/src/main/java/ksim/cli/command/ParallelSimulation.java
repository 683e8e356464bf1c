package ksim.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Progress;
import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.ScenarioRunner;
import ksim.sched.stack.StackDesign;

/**
 * Simulates the designs of a scenario side by side, each in one host thread. The simulations share
 * nothing, so that results do not depend on the number of threads.
 */
final class ParallelSimulation implements Simulation {
  private final int threads;

  /**
   * A simulation.
   *
   * @param threads most host threads at a time
   */
  ParallelSimulation(int threads) {
    this.threads = threads;
  }

  @Override
  public ScenarioResult run(Scenario scenario, Progress progress) {
    ScenarioRunner runner = new ScenarioRunner(progress);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<DesignResult>> running = new ArrayList<>();
      for (StackDesign design : scenario.designs()) {
        running.add(executor.submit(() -> runner.simulate(scenario, design, RunOptions.PLAIN)));
      }
      List<DesignResult> results = new ArrayList<>();
      for (Future<DesignResult> result : running) {
        results.add(result.get());
      }
      return ScenarioRunner.compare(scenario, results);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "a simulation of " + scenario.name() + " broke", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while simulating " + scenario.name(), e);
    }
  }
}
