package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import org.junit.jupiter.api.Test;

/**
 * What processors were recorded to do, in {@code src-test-data/host}, replayed: also on hosts that
 * cannot do it themselves. Among them is every case in which ksim was ever wrong.
 */
class RecordedCasesTest {
  private static final Path DIRECTORY = Path.of("..", "src-test-data", "host");
  private static final int MOST_SHOWN = 20;

  private final SimulatedProcess simulated = new SimulatedProcess();
  private final List<String> disagreements = new ArrayList<>();
  private final Map<String, Integer> unimplemented = new TreeMap<>();

  @Test
  void agreesWithTheRecordings() throws IOException {
    int compared = 0;
    for (Path file : files(".gz")) {
      compared += replay(read(file));
    }
    assertThat(disagreements).isEmpty();
    assertThat(compared).isGreaterThanOrEqualTo(20_000);
  }

  @Test
  void neverDisagreesAgain() throws IOException {
    replay(read(DIRECTORY.resolve("regressions.txt")));
    assertThat(disagreements).isEmpty();
    assertThat(unimplemented).isEmpty();
  }

  @Test
  void linesAreReadAsTheyWereWritten() throws IOException {
    for (Path file : files(".gz")) {
      read(file).stream()
          .limit(1000)
          .forEach(line -> assertThat(CaseLine.parse(line).format()).isEqualTo(line));
    }
  }

  /** Replays lines, and answers how many were compared. */
  private int replay(List<String> lines) {
    int compared = 0;
    for (String text : lines) {
      CaseLine line = CaseLine.parse(text);
      Case c = line.c();
      if (Decoder.decode(c.code(), 0, c.code().length, c.mode()) instanceof Instruction i
          && UndefinedResults.reason(c, i)
              .or(() -> UndefinedResults.reason(c, i, line.outcome()))
              .isPresent()) {
        continue;
      }
      try {
        String difference = line.comparison().difference(simulated.run(c), line.outcome());
        compared++;
        if (!difference.isEmpty() && disagreements.size() < MOST_SHOWN) {
          disagreements.add("ksim and the recording differ in " + difference + "\n" + text);
        }
      } catch (SimulatedProcess.Unimplemented e) {
        unimplemented.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
      }
    }
    return compared;
  }

  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static List<String> read(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
