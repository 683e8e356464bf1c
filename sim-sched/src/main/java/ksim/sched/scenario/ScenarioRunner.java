package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.sched.stack.Populate;
import ksim.sched.stack.StackDesign;

/** Simulates a scenario under each of its designs. */
public final class ScenarioRunner {
  private static final Expectation NOTHING = new Expectation(Optional.empty(), Map.of());

  private final Progress progress;

  /**
   * A runner.
   *
   * @param progress told how far the run is
   */
  public ScenarioRunner(Progress progress) {
    this.progress = progress;
  }

  /** Runs {@code scenario} under each of its designs and checks its expectations. */
  public ScenarioResult run(Scenario scenario) {
    List<DesignResult> results = new ArrayList<>();
    for (StackDesign design : scenario.designs()) {
      results.add(simulate(scenario, design, RunOptions.PLAIN));
    }
    return compare(scenario, results);
  }

  /**
   * Simulates one design. Independent of all others, so that designs can be simulated side by side.
   */
  public DesignResult simulate(Scenario scenario, StackDesign design, RunOptions options) {
    return new DesignRun(scenario, design, options).run(progress);
  }

  /**
   * Puts results side by side: overheads against {@code populate}, and expectations.
   *
   * @param results in the order of the scenario's designs
   */
  public static ScenarioResult compare(Scenario scenario, List<DesignResult> results) {
    Optional<DesignResult> populate = Optional.empty();
    for (int i = 0; i < results.size(); i++) {
      if (scenario.designs().get(i) instanceof Populate && completed(results.get(i))) {
        populate = Optional.of(results.get(i));
      }
    }
    List<DesignResult> compared = new ArrayList<>();
    for (DesignResult result : results) {
      DesignResult relative =
          result
              .withOverhead(overhead(result, populate))
              .withMeasurements(measurements(result, populate));
      Expectation expected = scenario.expectations().getOrDefault(result.design(), NOTHING);
      compared.add(relative.withUnmet(Expectations.unmet(expected, relative)));
    }
    return new ScenarioResult(scenario, List.copyOf(compared));
  }

  private static OptionalDouble overhead(DesignResult result, Optional<DesignResult> populate) {
    return populate.isEmpty() || !completed(result)
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            100.0 * (result.cycles() - populate.get().cycles()) / populate.get().cycles());
  }

  private static List<Measurement> measurements(
      DesignResult result, Optional<DesignResult> populate) {
    return result.measurements().stream()
        .map(
            measured ->
                new Measurement(
                    measured.name(),
                    measured.rounds(),
                    measured.cycles(),
                    overhead(measured, populate)))
        .toList();
  }

  private static OptionalDouble overhead(Measurement measured, Optional<DesignResult> populate) {
    OptionalDouble base =
        populate.stream()
            .flatMap(result -> result.measurements().stream())
            .filter(other -> other.name().equals(measured.name()))
            .findFirst()
            .map(Measurement::cyclesPerRound)
            .orElse(OptionalDouble.empty());
    OptionalDouble cycles = measured.cyclesPerRound();
    return base.isEmpty() || cycles.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            100.0 * (cycles.getAsDouble() - base.getAsDouble()) / base.getAsDouble());
  }

  private static boolean completed(DesignResult result) {
    return result.outcome().kind() == OutcomeKind.COMPLETED;
  }
}
