package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ksim.cli.report.SampleResults;
import ksim.sched.scenario.ScenarioResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromeTraceOptionTest {
  @TempDir private Path directory = Path.of("");
  private CommandRun command = new CommandRun(Path.of(""));

  @BeforeEach
  void writeScenario() throws IOException {
    command = new CommandRun(directory);
    command.write(
        "s.yaml",
        """
        scenario: s
        designs: [populate, lazy]
        threads: [ { name: t, run: p } ]
        programs: { p: [ yield ] }
        """);
  }

  private static Simulation expecting(boolean traced) {
    return (runs, progress, results) ->
        runs.forEach(
            run -> {
              assertThat(run.options().trace()).isEqualTo(traced);
              List<ksim.sched.scenario.DesignResult> designs =
                  SampleResults.asExpected().designs().subList(0, 1);
              results.accept(new ScenarioResult(run.scenario(), designs));
            });
  }

  @Test
  void asksForTracesOnlyWhereTheyAreWanted() throws IOException {
    assertThat(command.run(expecting(false), "run", "s.yaml")).isZero();
    assertThat(command.run(expecting(true), "run", "s.yaml", "--chrome-trace=t.json")).isZero();
    assertThat(command.read("t.json")).contains("\"name\":\"s / populate\"");
    assertThat(command.out()).contains("every expectation met");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void rejectsBadUsage() {
    assertThat(command.run(CommandRun.NOTHING, "run", "s.yaml", "--chrome-trace=no/such/t.json"))
        .isEqualTo(2);
    assertThat(command.err())
        .startsWith("ksim: error: --chrome-trace: cannot write no/such/t.json");
    assertThat(
            command.run(
                CommandRun.NOTHING, "run", "s.yaml", "--chrome-trace=./t.json", "--out=t.json"))
        .isEqualTo(2);
    assertThat(command.err()).startsWith("ksim: error: --chrome-trace: is the file of --out");
  }
}
