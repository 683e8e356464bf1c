package ksim.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.diag.Style;
import ksim.cli.yaml.ScenarioFile;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a scenario file holds, reading it ends in a scenario or in problems that can be shown.
 */
class ScenarioYamlFuzzTest {
  private static final Path SCENARIOS = Path.of("../scenarios");

  static Stream<byte[]> seeds() throws IOException {
    try (Stream<Path> files = Files.list(SCENARIOS)) {
      List<Path> sorted = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      return sorted.stream().map(ScenarioYamlFuzzTest::contents);
    }
  }

  private static byte[] contents(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsAnyYaml(byte[] bytes) {
    ScenarioFile file = ScenarioFile.parse("fuzz.yaml", bytes);
    assertThat(file.scenario().isEmpty()).isEqualTo(!file.problems().isEmpty());
    ProblemRenderer renderer = new ProblemRenderer(Style.PLAIN);
    for (Problem problem : file.problems()) {
      assertThat(renderer.render(problem)).startsWith("fuzz.yaml");
    }
  }
}
