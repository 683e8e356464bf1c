package ksim.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import ksim.cli.report.JsonReport;
import ksim.cli.report.SeedJson;
import ksim.cli.report.SeedReport;
import ksim.cli.report.SeedResult;
import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;

/** Simulates scenarios under seeds 1 to N, and reports what fails. */
final class SeedHunt {
  private final List<Scenario> scenarios;
  private final int count;
  private final ReplayCommand replay;
  private final Report report;

  private final List<SeedResult> results = new ArrayList<>();
  private SeedCounter counter;
  private boolean unmet;

  /** Takes the parts of the report as they come. */
  interface Report {
    /** A scenario has been run under all seeds. */
    void scenario(SeedResult result);
  }

  /**
   * @param scenarios what is simulated, at least one
   * @param count number of seeds
   * @param report told of each scenario
   */
  SeedHunt(List<Scenario> scenarios, int count, ReplayCommand replay, Report report) {
    this.scenarios = scenarios;
    this.count = count;
    this.replay = replay;
    this.report = report;
    this.counter = new SeedCounter(scenarios.getFirst(), replay);
  }

  /** All runs, each scenario under its seeds in order. */
  List<ScenarioRun> runs() {
    return scenarios.stream()
        .flatMap(
            scenario ->
                LongStream.rangeClosed(1, count)
                    .mapToObj(seed -> new ScenarioRun(scenario, new RunOptions(seed, false))))
        .toList();
  }

  /** Takes the result of the next run. */
  void add(ScenarioResult result) {
    counter.add(result);
    if (counter.seeds() == count) {
      unmet |= counter.unmet();
      results.add(counter.result());
      report.scenario(counter.result());
      if (results.size() < scenarios.size()) {
        counter = new SeedCounter(scenarios.get(results.size()), replay);
      }
    }
  }

  /** The report for programs. */
  String json() {
    return JsonReport.render(List.of(), json -> SeedJson.write(json, count, results));
  }

  /** The end of the report for people. */
  String summary(SeedReport text) {
    return text.summary(results);
  }

  /** Exit code of the command. */
  int exitCode() {
    boolean failed = results.stream().anyMatch(result -> result.failed() > 0);
    return unmet ? ExitCode.UNMET : failed ? ExitCode.GUEST_FAILED : ExitCode.OK;
  }
}
