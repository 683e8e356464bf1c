package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ksim.cli.diag.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlReaderTest {
  @TempDir private Path directory = Path.of("");

  private static Problem only(byte[] bytes) {
    List<Problem> problems = ScenarioFile.parse("f.yaml", bytes).problems();
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private static String only(String text) {
    Problem problem = only(text.getBytes(StandardCharsets.UTF_8));
    return problem.line() + ":" + problem.column() + ": " + problem.message();
  }

  @Test
  void placesSyntaxErrors() {
    assertThat(only("a: [1, 2\nb: 3\n")).startsWith("2:2: YAML syntax: ");
    assertThat(only("a: 'open\n")).startsWith("2:1: YAML syntax: ");
    assertThat(only("a:\n\tb: 1\n")).startsWith("2:1: YAML syntax: ");
    assertThat(only("a: b: c\n")).startsWith("1:5: YAML syntax: ");
  }

  @Test
  void refusesWhatScenariosDoNotNeed() {
    assertThat(only("")).isEqualTo("1:1: found an empty file, expected a scenario");
    assertThat(only("# only a comment\n")).endsWith("found an empty file, expected a scenario");
    assertThat(only("a: 1\n---\nb: 2\n")).startsWith("2:1: found a second document");
    assertThat(only("a: &x 1\nb: 2\n")).startsWith("1:4: found an anchor");
    assertThat(only("a: *x\n")).startsWith("1:4: found an alias");
    assertThat(only("a: !!python/object 1\n")).startsWith("1:4: found the tag");
    assertThat(only("? [a]\n: 1\n")).startsWith("1:3: found a list or mapping as key");
  }

  @Test
  void limitsNesting() {
    String deep = "[".repeat(100_000);
    assertThat(only(deep)).startsWith("1:65: found more than 64 nested lists and mappings");
    assertThat(only("- ".repeat(50_000))).contains("found more than 64 nested");
  }

  @Test
  void namesBytesThatAreNotText() {
    assertThat(only(new byte[] {'a', ':', '\n', 'b', (byte) 0xff}))
        .isEqualTo(
            new Problem(
                "f.yaml",
                2,
                2,
                "found byte 0xff, which is not UTF-8, expected UTF-8 text",
                "",
                "b"));
    assertThat(only("a: b\nc: \u0000d\n"))
        .isEqualTo("2:4: found the control character U+0000, expected text");
  }

  @Test
  void reportsFilesThatCannotBeRead() throws IOException {
    assertThat(ScenarioFile.read(directory).problems())
        .extracting(Problem::message)
        .containsExactly("found a directory, expected a scenario file");
    assertThat(ScenarioFile.read(directory.resolve("absent.yaml")).problems())
        .extracting(Problem::message)
        .containsExactly("no such file");
    Path large = directory.resolve("large.yaml");
    Files.write(large, new byte[SourceText.MAXIMUM_BYTES + 1]);
    assertThat(ScenarioFile.read(large).problems())
        .extracting(Problem::message)
        .containsExactly("found more than 1 MiB, expected a scenario file");
  }
}
