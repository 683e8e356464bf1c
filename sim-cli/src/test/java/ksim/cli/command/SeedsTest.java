package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ksim.cli.report.SampleResults;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.ScenarioResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedsTest {
  private static final String LAZY_DIES =
      """
      scenario: dies
      designs: [populate, lazy]
      threads: [ { name: t, run: p } ]
      programs:
        p:
          - call: { frame: 2500, do: [ { preempt-off: { do: [ { call: { frame: 2500, do: [ { compute: 10 } ] } } ] } } ] }
      """;

  @TempDir private Path directory = Path.of("");
  private CommandRun command = new CommandRun(Path.of(""));

  @BeforeEach
  void writeScenarios() throws IOException {
    command = new CommandRun(directory);
    command.write("my scenarios/dies.yaml", LAZY_DIES);
    command.write(
        "my scenarios/pipe.yaml",
        LAZY_DIES.replace("scenario: dies", "scenario: pipe")
            + "expect: { lazy: { outcome: fault-in-atomic-context } }\n");
  }

  /** Fails under seeds 3 and 5, of which the smaller one is the first. */
  private static Simulation failingUnderThreeAndFive() {
    return (runs, progress, results) ->
        runs.forEach(
            run -> {
              long seed = run.options().seed();
              ScenarioResult good = SampleResults.asExpected();
              ScenarioResult bad = SampleResults.unmet();
              List<DesignResult> designs =
                  seed == 3 || seed == 5
                      ? List.of(good.designs().get(0), bad.designs().get(1))
                      : good.designs().subList(0, 2);
              results.accept(new ScenarioResult(run.scenario(), designs));
            });
  }

  private void assertSeeds(List<Long> seeds, String... options) {
    List<Long> found = new ArrayList<>();
    Simulation simulation =
        (runs, progress, results) ->
            runs.forEach(
                run -> {
                  found.add(run.options().seed());
                  results.accept(
                      new ScenarioResult(
                          run.scenario(), SampleResults.asExpected().designs().subList(0, 2)));
                });
    command.run(simulation, arguments("my scenarios/pipe.yaml", options));
    assertThat(found).isEqualTo(seeds);
  }

  private static String[] arguments(String path, String... options) {
    return Stream.concat(Stream.of("run", path), Stream.of(options)).toArray(String[]::new);
  }

  @Test
  void seedsAreCountedFromOneAndThePlainScheduleIsZero() {
    assertSeeds(List.of(1L, 2L, 3L), "--seeds", "3");
    assertSeeds(List.of(7L), "--seed", "7");
    assertSeeds(List.of(0L));
  }

  @Test
  void reportsTheSmallestFailingSeedWithItsReplay() {
    int code =
        command.run(
            failingUnderThreeAndFive(),
            "run",
            "my scenarios/pipe.yaml",
            "--timing=none",
            "--core=goldencove",
            "--seeds",
            "6");
    assertThat(code).isEqualTo(1);
    assertThat(command.out())
        .contains("  populate  all 6 seeds as expected\n")
        .contains("  lazy      2 of 6 seeds failed, the first is 3\n")
        .contains("NOT AS EXPECTED  pipe, lazy, seed 3: expected outcome completed")
        .contains("--design 'lazy' --seed 3 --timing none --core goldencove\n")
        .endsWith("1 scenario, 12 runs: 2 failed\n");
  }

  @Test
  void whatDiesUnderEverySeedEndsInThreeAndReplays() {
    assertThat(command.run("run", "my scenarios/dies.yaml", "--seeds", "3")).isEqualTo(3);
    assertThat(command.out())
        .contains("populate  all 3 seeds as expected")
        .contains("lazy      3 of 3 seeds failed, the first is 1")
        .contains("FAILED  dies, lazy, seed 1")
        .contains("lazy: fault-in-atomic-context")
        .contains("replay: ksim run 'my scenarios/dies.yaml' --design 'lazy' --seed 1\n")
        .endsWith("1 scenario, 6 runs: 3 failed\n");
    assertThat(command.run("run", "my scenarios/dies.yaml", "--design", "lazy", "--seed", "1"))
        .isEqualTo(3);
    assertThat(command.out()).contains("lazy: fault-in-atomic-context");
  }

  @Test
  void quietSaysOnlyFailures() {
    assertThat(command.run("run", "my scenarios/dies.yaml", "-q", "--design=populate", "--seeds=2"))
        .isZero();
    assertThat(command.out()).isEmpty();
    assertThat(command.run("run", "my scenarios/dies.yaml", "-q", "--seeds=2")).isEqualTo(3);
    assertThat(command.out()).startsWith("\nFAILED  dies, lazy, seed 1");
  }

  @Test
  void jsonHasCountsAndTheFirstFailure() {
    assertThat(command.run("run", "my scenarios/dies.yaml", "--seeds=2", "--format=json"))
        .isEqualTo(3);
    assertThat(command.out())
        .contains("\"seeds\" : {\n    \"count\" : 2,")
        .contains(
            "\"design\" : \"populate\",\n            \"runs\" : 2,\n            \"failed\" : 0\n")
        .contains("\"firstFailure\" : {\n              \"seed\" : 1,")
        .contains("\"kind\" : \"fault-in-atomic-context\"");
    assertThat(command.err()).contains("FAILED  dies, lazy, seed 1", "replay: ");
    String once = command.out();
    command.run("run", "my scenarios/dies.yaml", "--seeds=2", "--format=json");
    assertThat(command.out()).isEqualTo(once);
  }

  @Test
  void aReportOfOneSeedNamesIt() {
    assertThat(
            command.run(
                "run", "my scenarios/dies.yaml", "--seed=9", "--design=populate", "--format=json"))
        .isZero();
    assertThat(command.out()).contains("\"seed\" : 9");
  }

  @Test
  void writesTheReportIntoAFile() throws IOException {
    assertThat(command.run("run", "my scenarios/dies.yaml", "--seeds=1", "--out=seeds.txt"))
        .isEqualTo(3);
    assertThat(command.out()).isEmpty();
    assertThat(command.read("seeds.txt")).startsWith("dies\n").endsWith("2 runs: 1 failed\n");
    assertThat(command.err()).contains("FAILED  dies, lazy, seed 1");
  }

  @Test
  void helpGroupsTheOptions() {
    assertThat(command.run(CommandRun.NOTHING, "run", "--help")).isZero();
    assertThat(command.out())
        .containsSubsequence(
            "--design=ID",
            "Other schedules:",
            "--seeds=N",
            "Comparing with an earlier run:",
            "--tolerance=PERCENT",
            "Time lines:",
            "--chrome-trace=FILE",
            "Exit codes:",
            "Examples:");
  }

  @Test
  void aReplayHasPopulateBesideItWhereAnOverheadIsExpected() throws IOException {
    command.write(
        "costs.yaml",
        LAZY_DIES.replace("call: { frame: 2500, do: [ { compute: 10 } ] }", "compute: 10")
            + "expect: { lazy: { overhead-percent: { at-most: -99 } } }\n");
    assertThat(command.run("run", "costs.yaml", "--seeds", "1")).isEqualTo(1);
    assertThat(command.out())
        .contains("replay: ksim run costs.yaml --design populate --design 'lazy' --seed 1\n");
  }

  @Test
  void rejectsBadUsage() {
    assertUsage("--seeds: found '0', expected a whole number from 1 to 100,000", "--seeds", "0");
    assertUsage("--seeds: found 'x', expected a whole number from 1", "--seeds", "x");
    assertUsage("--seed: found '-1', expected a whole number from 0 to 9,22", "--seed", "-1");
    assertUsage("--seed: found '1.5', expected a whole number", "--seed", "1.5");
    assertUsage("--seeds: cannot be combined with --seed;", "--seeds", "2", "--seed", "1");
    assertUsage("--seeds: cannot be combined with --baseline", "--seeds", "2", "--baseline", "x");
    assertUsage(
        "--seeds: cannot be combined with --chrome-trace", "--seeds", "2", "--chrome-trace", "x");
    assertUsage("--format: ", "--seeds", "2", "--format", "xml");
  }

  private void assertUsage(String message, String... options) {
    assertThat(command.run(CommandRun.NOTHING, arguments("my scenarios", options))).isEqualTo(2);
    assertThat(command.err()).startsWith("ksim: error: " + message);
    assertThat(command.err().lines()).hasSize(2);
  }
}
