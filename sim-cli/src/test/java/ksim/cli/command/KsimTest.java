package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ksim.cli.report.SampleResults;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.stack.StackDesign;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KsimTest {
  private static final String SCENARIO =
      """
      scenario: NAME
      designs: [populate, lazy]
      threads: [ { name: t, run: p } ]
      programs: { p: [ yield ] }
      """;

  @TempDir private Path directory = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeScenarios() throws IOException {
    Files.createDirectory(directory.resolve("scenarios"));
    write("scenarios/one.yaml", SCENARIO.replace("NAME", "one"));
    write("scenarios/two.yaml", SCENARIO.replace("NAME", "two"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** Simulates a scenario under one schedule; the seam at which these tests put results. */
  @FunctionalInterface
  interface OneRun {
    ScenarioResult of(Scenario scenario, RunOptions options);
  }

  private int run(OneRun one, String... args) {
    Simulation simulation =
        (runs, progress, results) ->
            runs.forEach(run -> results.accept(one.of(run.scenario(), run.options())));
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            directory);
    return Ksim.run(args, console, simulation);
  }

  private int run(ScenarioResult result, String... args) {
    return run((scenario, options) -> result, args);
  }

  private int runNothing(String... args) {
    return run(
        (scenario, options) -> {
          throw new AssertionError("must not be simulated");
        },
        args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void endsWithZeroWhenAllIsAsExpected() {
    assertThat(run(SampleResults.asExpected(), "run", "scenarios/one.yaml")).isZero();
    assertThat(out()).contains("fault-in-atomic-context (as expected)", "every expectation met");
    assertThat(err()).isEmpty();
  }

  @Test
  void endsWithOneAndSaysWhichExpectationIsNotMet() {
    assertThat(run(SampleResults.unmet(), "run", "scenarios/one.yaml")).isEqualTo(1);
    assertThat(out())
        .contains(
            "NOT AS EXPECTED  tst-pipe, lazy: expected outcome completed, found"
                + " fault-in-atomic-context");
  }

  @Test
  void saysOnStandardErrorWhatIsUnmetWhereTheReportIsJson() {
    assertThat(run(SampleResults.unmet(), "run", "scenarios/one.yaml", "--format", "json"))
        .isEqualTo(1);
    assertThat(out()).startsWith("{").doesNotContain("NOT AS EXPECTED");
    assertThat(err()).contains("NOT AS EXPECTED  tst-pipe, lazy: expected outcome completed");
  }

  @Test
  void endsWithThreeWhenTheGuestFailsAndNothingWasExpected() {
    assertThat(run(SampleResults.failedUnexpectedly(), "run", "scenarios/one.yaml")).isEqualTo(3);
    assertThat(out())
        .contains(
            "FAILED  tst-pipe, lazy: the run ended with fault-in-atomic-context",
            "FAILED  tst-pipe, probe-site(fault-around=4): a rule was broken: thread helper-0"
                + " probed",
            "every expectation met; unexpectedly 1 run failed, 1 run broke a rule");
  }

  @Test
  void saysOnStandardErrorWhatFailedUnexpectedlyWhereTheReportIsJunit() {
    assertThat(
            run(
                SampleResults.failedUnexpectedly(),
                "run",
                "scenarios/one.yaml",
                "--format",
                "junit"))
        .isEqualTo(3);
    assertThat(err()).contains("FAILED  tst-pipe, lazy: ", ": a rule was broken: ");
  }

  @Test
  void endsWithSeventyAndAReportOnItsOwnErrors() {
    OneRun broken =
        (scenario, options) -> {
          throw new IllegalStateException("broken");
        };
    assertThat(run(broken, "run", "scenarios/one.yaml")).isEqualTo(70);
    assertThat(err())
        .contains(
            "ksim: internal error: java.lang.IllegalStateException: broken",
            "Please report it and attach",
            "arguments: run scenarios/one.yaml",
            "at ksim.cli.command.KsimTest");
    assertThat(out()).isEmpty();
  }

  @Test
  void saysThatTheHostHasTooLittleMemoryAndDoesNotCallItABug() {
    OneRun large =
        (scenario, options) -> {
          throw new IllegalStateException("broke", new OutOfMemoryError("Java heap space"));
        };
    assertThat(run(large, "run", "scenarios/one.yaml")).isEqualTo(70);
    assertThat(err())
        .startsWith("ksim: error: the host's memory ran out: ")
        .contains("JAVA_TOOL_OPTIONS=-Xmx8g")
        .doesNotContain("bug");
    assertThat(out()).isEmpty();
  }

  @Test
  void rejectsBadUsage() {
    assertThat(runNothing()).isEqualTo(2);
    assertThat(runNothing("rum")).isEqualTo(2);
    assertThat(runNothing("run")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--format", "xml")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--color", "red")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--timing", "exact")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--core", "skylake,scheduler=2")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--design", "lasy")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--out", "no/such/directory")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--out", "scenarios")).isEqualTo(2);
    assertThat(runNothing("run", "scenarios", "--out", "scenarios/one.yaml/report")).isEqualTo(2);
    assertThat(runNothing("run", "absent.yaml")).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err())
        .contains(
            "did you mean 'run'?",
            "--format: found 'xml', expected text, json, junit, markdown or html",
            "--timing: found 'exact', expected none, fast or detailed",
            "did you mean 'lazy'?",
            "--out: cannot write no/such/directory: there is no directory ",
            "--out: cannot write scenarios: it is a directory",
            "--out: cannot write scenarios/one.yaml/report: ",
            "absent.yaml: error: no such file")
        .doesNotContain("\tat ");
  }

  @Test
  void reportsTheProblemsOfAllFilesBeforeRunningAny() throws IOException {
    write("scenarios/bad.yaml", SCENARIO.replace("lazy", "lazzy").replace("yield", "yeld"));
    assertThat(runNothing("run", "scenarios", "--out", "report.txt")).isEqualTo(2);
    assertThat(err())
        .contains("bad.yaml:2:21: error: ", "bad.yaml:4:18: error: ", "2 errors, nothing was run");
    assertThat(directory.resolve("report.txt")).doesNotExist();
  }

  @Test
  void rejectsTwoScenariosOfOneName() throws IOException {
    write("scenarios/three.yaml", SCENARIO.replace("NAME", "one"));
    assertThat(runNothing("run", "scenarios")).isEqualTo(2);
    assertThat(err()).contains("three.yaml: error: scenario name: found the one that ");
  }

  @Test
  void commandsThatAreNotThereYetSaySo() {
    for (String command : NotImplemented.NAMES) {
      err.reset();
      assertThat(runNothing(command, "--some", "option")).isEqualTo(2);
      assertThat(err()).isEqualTo("ksim: error: '" + command + "' is not implemented yet\n");
    }
  }

  @Test
  void runsInTheOrderGivenAndAFileNamedTwiceOnce() {
    StringBuilder order = new StringBuilder();
    OneRun simulation =
        (scenario, options) -> {
          order.append(scenario.name()).append(' ');
          return new ScenarioResult(scenario, List.of());
        };
    assertThat(run(simulation, "run", "scenarios/two.yaml", "scenarios", "./scenarios/one.yaml"))
        .isZero();
    assertThat(order).hasToString("two one ");
  }

  @Test
  void optionsOverrideTheScenario() {
    OneRun simulation =
        (scenario, options) -> {
          assertThat(scenario.machine().timing()).isEqualTo(TimingLevel.NONE);
          assertThat(scenario.machine().core()).isEqualTo("goldencove,memory-renaming=0");
          assertThat(labels(scenario)).containsExactly("lazy");
          return new ScenarioResult(scenario, List.of());
        };
    String core = "goldencove,memory-renaming=0";
    assertThat(
            run(
                simulation,
                "run",
                "scenarios",
                "--timing",
                "none",
                "--core",
                core,
                "--design",
                "lazy"))
        .isZero();
  }

  private static List<String> labels(Scenario scenario) {
    return scenario.designs().stream().map(StackDesign::label).toList();
  }

  @Test
  void writesTheReportIntoAFile() throws IOException {
    assertThat(
            run(
                SampleResults.asExpected(),
                "run",
                "scenarios/one.yaml",
                "--format=json",
                "--out=report.json"))
        .isZero();
    assertThat(out()).isEmpty();
    assertThat(Files.readString(directory.resolve("report.json")))
        .startsWith("{\n  \"schema\" : \"ksim.report/1\"");
  }

  @Test
  void writesEachFormat() throws IOException {
    for (String[] format :
        List.of(
            new String[] {"junit", "<testsuites "},
            new String[] {"markdown", "## ksim: FAILED"},
            new String[] {"html", "<title>ksim report</title>"})) {
      out.reset();
      String[] args = {"run", "scenarios/one.yaml", "--format", format[0]};
      assertThat(run(SampleResults.unmet(), args)).isEqualTo(1);
      assertThat(out()).contains(format[1]);
    }
    assertThat(err()).contains("NOT AS EXPECTED  tst-pipe, lazy: expected outcome completed");
  }

  @Test
  void doesNotWriteHtmlToATerminal() {
    Console terminal =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            directory);
    Simulation nothing =
        (runs, progress, results) -> {
          throw new AssertionError("must not be simulated");
        };
    String[] args = {"run", "scenarios", "--format", "html"};
    assertThat(Ksim.run(args, terminal, nothing)).isEqualTo(2);
    assertThat(err()).contains("--format: html is one file for a browser", "--out report.html");
  }

  @Test
  void quietSaysOnlyWhatIsNotAsExpected() {
    assertThat(run(SampleResults.unmet(), "run", "-q", "scenarios/one.yaml")).isEqualTo(1);
    assertThat(out().lines()).hasSize(2).allMatch(line -> line.startsWith("NOT AS EXPECTED"));
  }

  @Test
  void listsWhatScenariosCanBeMadeOf() throws IOException {
    write("scenarios/bad.yaml", "nothing\n");
    assertThat(runNothing("list")).isZero();
    assertThat(out())
        .contains("probe-site", "pipe-write", "skylake", "none, fast", "scenarios/one.yaml")
        .contains("scenarios/bad.yaml")
        .contains("has 1 problem(s)");
  }

  @Test
  void helpNamesExamplesAndExitCodes() {
    for (String[] args : List.of(new String[] {"--help"}, new String[] {"run", "--help"})) {
      out.reset();
      assertThat(runNothing(args)).isZero();
      assertThat(out()).contains("Usage: ksim", "Examples:", "Exit codes:", "70");
    }
    out.reset();
    assertThat(runNothing("--version")).isZero();
    assertThat(out()).startsWith("ksim ");
  }
}
