package ksim.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import ksim.cli.baseline.Comparison;
import ksim.cli.baseline.Verdict;
import ksim.cli.diag.Style;
import ksim.cli.report.AtomicFile;
import ksim.cli.trace.ChromeTrace;
import ksim.cli.trace.TracedRun;
import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;

/**
 * Runs scenarios and reports on them.
 *
 * @param console where to
 * @param output in which form
 * @param seed the schedule; 0 for the plain one
 * @param traceFile where time lines go, if they are wanted
 * @param verbose whether to say more
 * @param quiet whether to say less
 */
record RunSettings(
    Console console,
    OutputOptions output,
    long seed,
    Optional<Path> traceFile,
    boolean verbose,
    boolean quiet) {

  /** Runs {@code scenarios} once and returns the exit code. */
  int run(
      Simulation simulation,
      List<Scenario> scenarios,
      Optional<BaselineCheck> baseline,
      ReportSink sink) {
    baseline.ifPresent(check -> check.checkSeed(seed));
    RunOptions options = new RunOptions(seed, traceFile.isPresent());
    List<ScenarioResult> results = new ArrayList<>();
    simulate(
        simulation,
        scenarios.stream().map(scenario -> new ScenarioRun(scenario, options)).toList(),
        result -> {
          results.add(result);
          sink.scenario(result);
        });
    Optional<Comparison> comparison = baseline.map(check -> check.compare(results));
    String block = comparison.map(c -> block(baseline.orElseThrow(), c)).orElse("");
    boolean reported = sink.finish(results, block, json -> fields(json, baseline, comparison));
    boolean traced = traceFile.map(file -> writeTrace(file, results)).orElse(true);
    return reported && traced ? exitCode(results, comparison) : ExitCode.USAGE;
  }

  /** Runs {@code scenarios} under seeds 1 to {@code count} and returns the exit code. */
  int hunt(
      Simulation simulation,
      List<Scenario> scenarios,
      int count,
      ReplayCommand replay,
      ReportSink sink) {
    SeedSink report = new SeedSink(console, output, sink, quiet, verbose);
    SeedHunt hunt = new SeedHunt(scenarios, count, replay, report::scenario);
    simulate(simulation, hunt.runs(), hunt::add);
    return report.finish(hunt) ? hunt.exitCode() : ExitCode.USAGE;
  }

  private void simulate(
      Simulation simulation, List<ScenarioRun> runs, Consumer<ScenarioResult> results) {
    try (ProgressLine progress =
        new ProgressLine(console.err(), console.errIsTerminal() && !quiet)) {
      simulation.run(
          runs,
          progress,
          result -> {
            progress.clear();
            results.accept(result);
          });
    }
  }

  /** Fields of the report for programs behind its scenarios. */
  private void fields(
      JsonGenerator json, Optional<BaselineCheck> baseline, Optional<Comparison> comparison)
      throws IOException {
    if (seed != 0) {
      json.writeNumberField("seed", seed);
    }
    if (baseline.isPresent() && comparison.isPresent()) {
      baseline.get().json(json, comparison.get());
    }
  }

  /**
   * What the report for people says of the comparison. Where people do not see that report as it
   * ends, standard error says it: regressions only where the report has them too.
   */
  private String block(BaselineCheck baseline, Comparison comparison) {
    OutputOptions.Format format = output.format();
    boolean reported = format == OutputOptions.Format.TEXT || format == OutputOptions.Format.JSON;
    if (format != OutputOptions.Format.TEXT || output.out().isPresent()) {
      var errors = baseline.text(output.style(console.errIsTerminal()));
      console
          .err()
          .print(
              reported || quiet
                  ? errors.regressions(comparison)
                  : errors.block(comparison, verbose));
      console.err().flush();
    }
    Style style = output.style(output.out().isEmpty() && console.outIsTerminal());
    return quiet
        ? baseline.text(style).regressions(comparison)
        : baseline.text(style).block(comparison, verbose);
  }

  private boolean writeTrace(Path file, List<ScenarioResult> results) {
    List<TracedRun> runs =
        results.stream()
            .flatMap(
                result ->
                    result.designs().stream()
                        .map(
                            design ->
                                new TracedRun(
                                    result.scenario().name() + " / " + design.design(),
                                    design.trace())))
            .toList();
    try {
      AtomicFile.write(file, out -> ChromeTrace.write(runs, out));
      return true;
    } catch (IOException e) {
      console.err().println("ksim: error: cannot write " + file + ": " + e.getMessage());
      console.err().flush();
      return false;
    }
  }

  private static int exitCode(List<ScenarioResult> results, Optional<Comparison> comparison) {
    boolean worse = comparison.filter(c -> c.count(Verdict.REGRESSION) > 0).isPresent();
    if (worse || !results.stream().allMatch(ScenarioResult::asExpected)) {
      return ExitCode.UNMET;
    }
    return results.stream().anyMatch(ScenarioResult::failedUnexpectedly)
        ? ExitCode.GUEST_FAILED
        : ExitCode.OK;
  }
}
