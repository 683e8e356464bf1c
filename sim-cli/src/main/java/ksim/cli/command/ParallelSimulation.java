package ksim.cli.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Progress;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.ScenarioRunner;
import ksim.sched.stack.StackDesign;

/**
 * Simulates designs and scenarios side by side, each run in one host thread. Runs share nothing, so
 * that results depend neither on the number of threads nor on which run is faster.
 */
final class ParallelSimulation implements Simulation {
  private final int threads;
  private final HostMemory memory;

  /**
   * A simulation.
   *
   * @param threads most host threads at a time
   * @param memory what runs may use of the host's memory
   */
  ParallelSimulation(int threads, HostMemory memory) {
    this.threads = threads;
    this.memory = memory;
  }

  @Override
  public void run(List<ScenarioRun> runs, ProgressLine progress, Consumer<ScenarioResult> results) {
    progress.expect(runs.stream().mapToInt(run -> run.scenario().designs().size()).sum());
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Queue<List<Future<DesignResult>>> started = new ArrayDeque<>();
      for (ScenarioRun run : runs) {
        List<Future<DesignResult>> designs = new ArrayList<>();
        for (StackDesign design : run.scenario().designs()) {
          designs.add(executor.submit(() -> simulate(run, design, progress)));
        }
        started.add(designs);
      }
      for (ScenarioRun run : runs) {
        results.accept(ScenarioRunner.compare(run.scenario(), await(run, started.remove())));
      }
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private DesignResult simulate(ScenarioRun run, StackDesign design, ProgressLine progress)
      throws InterruptedException {
    memory.acquire(run.scenario());
    String name = run.name(design.label());
    progress.begun(name);
    try {
      Progress counted =
          (scenario, label, cycles, instructions) -> {
            if (Thread.currentThread().isInterrupted()) {
              throw new CancellationException(name + " is no longer wanted");
            }
            progress.advanced(name, cycles, instructions);
          };
      return new ScenarioRunner(counted).simulate(run.scenario(), design, run.options());
    } finally {
      progress.ended(name);
      memory.release(run.scenario());
    }
  }

  private static List<DesignResult> await(ScenarioRun run, List<Future<DesignResult>> designs) {
    List<DesignResult> results = new ArrayList<>();
    for (Future<DesignResult> design : designs) {
      String name = run.name(run.scenario().designs().get(results.size()).label());
      try {
        results.add(design.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("the simulation of " + name + " broke", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while simulating " + name, e);
      }
    }
    return results;
  }
}
