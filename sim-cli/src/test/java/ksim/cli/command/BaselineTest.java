package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
  @TempDir private Path directory = Path.of("");
  private CommandRun command = new CommandRun(Path.of(""));

  @BeforeEach
  void makeTheBaseline() throws IOException {
    command = new CommandRun(directory);
    writeScenario(100);
    assertThat(command.run("run", "s.yaml", "--format=json", "--out=old.json")).isZero();
  }

  private void writeScenario(int rounds) throws IOException {
    command.write(
        "s.yaml",
        """
        scenario: s
        designs: [populate, probe-site]
        threads: [ { name: t, run: p } ]
        programs: { p: [ { loop: %d, do: [ yield ] } ] }
        """
            .formatted(rounds));
  }

  private int run(String... options) {
    return command.run(
        Stream.concat(Stream.of("run", "s.yaml", "--baseline", "old.json"), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void anUnchangedRunEndsInZero() {
    assertThat(run("--tolerance", "0")).isZero();
    assertThat(command.out())
        .endsWith(
            """

            against old.json, tolerance 0%
            0 regressions, 0 improvements, 0 other changes, 0 moved within the tolerance
            """);
  }

  @Test
  void aRegressionEndsInOneAndATolerantRunInZero() throws IOException {
    writeScenario(5_000);
    assertThat(run()).isEqualTo(1);
    assertThat(command.out())
        .contains("REGRESSION  s, populate: cycles ", "REGRESSION  s, probe-site: cycles ");
    assertThat(command.err()).isEmpty();
    assertThat(run("--quiet")).isEqualTo(1);
    assertThat(command.out()).startsWith("REGRESSION  s, populate: cycles ");
    writeScenario(101);
    assertThat(run("--tolerance", "20")).isZero();
    assertThat(command.out()).contains("0 regressions");
  }

  @Test
  void jsonHoldsTheComparisonAndStandardErrorTheRegressions() throws IOException {
    writeScenario(5_000);
    assertThat(run("--format=json")).isEqualTo(1);
    assertThat(command.out()).contains("\"baseline\" : {", "\"verdict\" : \"regression\"");
    assertThat(command.err()).startsWith("REGRESSION  s, populate: cycles ");
    assertThat(run("--out=new.txt")).isEqualTo(1);
    assertThat(command.out()).isEmpty();
    assertThat(command.read("new.txt")).contains("REGRESSION  s, populate: cycles ");
    assertThat(command.err()).startsWith("REGRESSION  s, populate: cycles ");
  }

  @Test
  void aDesignThatWasNotAskedForIsNotGone() {
    assertThat(run("--design", "populate")).isZero();
    assertThat(command.out()).contains("changed     s, probe-site: left out of this run");
  }

  @Test
  void aScenarioThatIsGoneFromADirectoryIsARegression() throws IOException {
    command.write("set/t.yaml", command.read("s.yaml").replace("scenario: s", "scenario: t"));
    assertThat(command.run("run", "set", "--baseline", "old.json")).isEqualTo(1);
    assertThat(command.out()).contains("REGRESSION  s: gone", "changed     t: new");
  }

  @Test
  void aScenarioInAFileThatWasNotNamedIsLeftOut() throws IOException {
    command.write("t.yaml", command.read("s.yaml").replace("scenario: s", "scenario: t"));
    assertThat(command.run("run", "t.yaml", "--baseline", "old.json")).isZero();
    assertThat(command.out()).contains("changed     s: left out of this run");
  }

  @Test
  void aBrokenBaselineIsRefusedBeforeAnythingRuns() throws IOException {
    command.write("old.json", "{\n  oops\n}\n");
    assertThat(command.run(CommandRun.NOTHING, "run", "s.yaml", "--baseline", "old.json"))
        .isEqualTo(2);
    assertThat(command.err())
        .startsWith("old.json:2:3: error: found no valid JSON")
        .endsWith("1 error, nothing was run\n");
    assertThat(command.run(CommandRun.NOTHING, "run", "s.yaml", "--baseline", ".")).isEqualTo(2);
    assertThat(command.err()).startsWith(".: error: found a directory");
  }

  @Test
  void rejectsBadUsage() {
    assertUsage("--tolerance: means nothing without --baseline", "--tolerance", "2");
    assertUsage("--tolerance: found 'x', expected a", "--baseline", "old.json", "--tolerance", "x");
    assertUsage("--tolerance: found '-1'", "--baseline", "old.json", "--tolerance", "-1");
    assertUsage("--tolerance: found 'NaN'", "--baseline", "old.json", "--tolerance", "NaN");
    assertUsage("--baseline: old.json is of seed 0, this", "--baseline", "old.json", "--seed", "1");
  }

  private void assertUsage(String message, String... options) {
    String[] args =
        Stream.concat(Stream.of("run", "s.yaml"), Stream.of(options)).toArray(String[]::new);
    assertThat(command.run(CommandRun.NOTHING, args)).isEqualTo(2);
    assertThat(command.err()).startsWith("ksim: error: " + message);
    assertThat(command.err().lines()).hasSize(2);
  }
}
