package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ksim.cli.yaml.ScenarioFile;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.RunOptions;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelSimulationTest {
  private static final ProgressLine SILENT =
      new ProgressLine(
          new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8), false);

  @TempDir private Path directory = Path.of("");

  private ScenarioRun run(String name, int rounds, String core) throws IOException {
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        scenario: %s
        designs: [populate, lazy, probe-site]
        threads: [ { name: t, run: p } ]
        programs: { p: [ { loop: %d, do: [ yield ] } ] }
        """
            .formatted(name, rounds));
    Scenario scenario = ScenarioFile.read(file).scenario().orElseThrow();
    MachineSpec machine = scenario.machine();
    return new ScenarioRun(
        new Scenario(
            scenario.name(),
            scenario.description(),
            MachineSpec.of(machine.cpus(), machine.memoryBytes(), core, machine.timing(), 1_000),
            scenario.designs(),
            scenario.threads(),
            scenario.programs(),
            scenario.expectations(),
            scenario.limitCycles()),
        RunOptions.PLAIN);
  }

  private static List<ScenarioResult> results(int threads, long heap, List<ScenarioRun> runs) {
    List<ScenarioResult> results = new ArrayList<>();
    new ParallelSimulation(threads, new HostMemory(heap)).run(runs, SILENT, results::add);
    return results;
  }

  /** The first takes longest, so that the others are there before it. */
  @Test
  void resultsDependNeitherOnThreadsNorOnMemory() throws IOException {
    List<ScenarioRun> runs =
        List.of(run("a", 2000, "skylake"), run("b", 1, "skylake"), run("c", 1, "skylake"));
    List<ScenarioResult> alone = results(1, 1L << 40, runs);
    assertThat(alone).extracting(result -> result.scenario().name()).containsExactly("a", "b", "c");
    assertThat(results(4, 1L << 40, runs)).isEqualTo(alone);
    assertThat(results(4, 1, runs)).as("one at a time").isEqualTo(alone);
  }

  @Test
  void anErrorNamesScenarioAndDesignAndComesAfterWhatWasBefore() throws IOException {
    List<ScenarioRun> runs =
        List.of(run("good", 1, "skylake"), run("bad", 1, "no-such-core"), run("c", 1, "skylake"));
    List<ScenarioResult> results = new ArrayList<>();
    ParallelSimulation simulation = new ParallelSimulation(2, new HostMemory(1L << 30));
    assertThatThrownBy(() -> simulation.run(runs, SILENT, results::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the simulation of bad, populate broke")
        .hasCauseInstanceOf(RuntimeException.class);
    assertThat(results).extracting(result -> result.scenario().name()).containsExactly("good");
  }
}
