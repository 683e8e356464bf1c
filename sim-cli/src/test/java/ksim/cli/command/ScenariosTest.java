package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import ksim.cli.report.JsonReport;
import ksim.cli.yaml.ScenarioFile;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.ScenarioRunner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenarios of the repository: each meets its expectations, and no run breaks a rule that the
 * scenario does not mean to be broken.
 */
class ScenariosTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  private static final Expectation NOTHING = new Expectation(Optional.empty(), Map.of());

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(SCENARIOS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static Scenario read(Path file) throws IOException {
    ScenarioFile read = ScenarioFile.parse(file.toString(), Files.readAllBytes(file));
    assertThat(read.problems()).isEmpty();
    return read.scenario().orElseThrow();
  }

  private static ScenarioResult run(Scenario scenario) {
    return new ScenarioRunner((name, label, cycles, instructions) -> {}).run(scenario);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void meetsItsExpectations(Path file) throws IOException {
    Scenario scenario = read(file);
    for (DesignResult result : run(scenario).designs()) {
      assertThat(result.unmet()).as(result.design()).isEmpty();
      assertThat(result.memory().closes()).as(result.design()).isTrue();
      Expectation expectation = scenario.expectations().getOrDefault(result.design(), NOTHING);
      assertThat(result.outcome().kind())
          .as(result.design())
          .isEqualTo(expectation.outcome().orElse(OutcomeKind.COMPLETED));
      if (!expectation.bounds().containsKey(Metric.VIOLATIONS)) {
        assertThat(result.violations()).as(result.design()).isEmpty();
      }
    }
  }

  /** Those that are simulated in no time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "counter-symmetry",
        "deep-atomic-section",
        "guard-page",
        "ist-reserve",
        "kernel-threads",
        "low-memory",
        "malloc-in-irq-off",
        "map-stack-flag",
        "nested-disable",
        "on-stack-object",
        "rcu-readers",
        "syscall-stack",
        "thread-start",
        "tracepoints",
        "tst-pipe",
        "vma-lock"
      })
  void reportsTheSameBytesEachTime(String name) throws IOException {
    Scenario scenario = read(SCENARIOS.resolve(name + ".yaml"));
    assertThat(JsonReport.render(List.of(run(scenario))))
        .isEqualTo(JsonReport.render(List.of(run(scenario))));
  }
}
