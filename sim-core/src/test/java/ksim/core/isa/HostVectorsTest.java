package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What processors were recorded to do, replayed: also on hosts that cannot do it themselves. */
class HostVectorsTest {
  @ParameterizedTest
  @CsvSource({"host-vectors.txt, 250", "host-regressions.txt, 1"})
  void agreesWithTheRecording(String resource, int leastLines) throws IOException {
    SimulatedCpu simulated = new SimulatedCpu();
    List<String> lines = lines(resource);
    for (String line : lines) {
      HostVector vector = HostVector.parse(line);
      Snapshot after = simulated.run(SimulatedCpu.Bound.of(vector.code()), vector.before());
      assertThat(after.difference(vector.after(), vector.definedFlags())).as(line).isEmpty();
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(leastLines);
  }

  @Test
  void linesAreReadAsTheyWereWritten() throws IOException {
    for (String line : lines("host-vectors.txt")) {
      assertThat(HostVector.parse(line).format()).isEqualTo(line);
    }
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = HostVectorsTest.class.getResourceAsStream(resource)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
