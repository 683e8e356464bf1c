package ksim.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.diag.Style;
import org.junit.jupiter.api.Test;

/**
 * Damaged scenario files must end in problems with positions inside the file, never in an
 * exception.
 */
class ScenarioFuzzTest {
  private static final long SEED = 143;
  private static final int ROUNDS = 1_500;
  private static final String[] FRAGMENTS = {
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "\n",
    "\t",
    "\"",
    "'",
    "&a ",
    "*a",
    "!!x ",
    "%YAML 9.9\n",
    "---\n",
    "...\n",
    "|\n",
    ">-\n",
    "? ",
    "# ",
    "\u0000",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\ud83d\ude00",
    "<<: ",
    "99999999999999999999",
    "-1",
    "1e9",
    "0x10",
    ".nan",
    "~",
    "loop",
    "do",
    "@",
    "`",
    "\\x"
  };

  private final ProblemRenderer renderer = new ProblemRenderer(Style.PLAIN);

  @Test
  void damagedScenariosEndInProblems() throws IOException {
    List<byte[]> seeds = scenarios();
    assertThat(seeds).isNotEmpty();
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size()));
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        bytes = damage(bytes, random);
      }
      check(bytes);
    }
  }

  @Test
  void truncatedScenariosEndInProblems() throws IOException {
    byte[] whole = scenarios().getFirst();
    for (int length = 0; length < whole.length; length += 3) {
      check(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void randomBytesEndInProblems() {
    Random random = new Random(SEED);
    for (int round = 0; round < 600; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (round % 2 == 0) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (bytes[i] & 0x7f);
        }
      }
      check(bytes);
    }
  }

  private void check(byte[] bytes) {
    ScenarioFile file = ScenarioFile.parse("fuzz.yaml", bytes);
    assertThat(file.scenario().isPresent()).isEqualTo(file.problems().isEmpty());
    int lines = new String(bytes, StandardCharsets.UTF_8).split("\r\n|\r|\n", -1).length;
    for (Problem problem : file.problems()) {
      assertThat(problem.line()).isBetween(1, lines);
      assertThat(problem.column()).isPositive();
      assertThat(renderer.render(problem)).doesNotContain("\u001b", "Exception");
    }
  }

  private static byte[] damage(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
    byte[] piece =
        switch (random.nextInt(6)) {
          case 0 -> new byte[0]; // a piece is lost
          case 1 -> FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(StandardCharsets.UTF_8);
          case 2 -> new byte[] {(byte) random.nextInt(256)};
          case 3 -> Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 40));
          case 4 -> flipped(Arrays.copyOfRange(bytes, at, at + length), random);
          default ->
              FRAGMENTS[random.nextInt(FRAGMENTS.length)]
                  .repeat(20)
                  .getBytes(StandardCharsets.UTF_8);
        };
    boolean insert = random.nextBoolean();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(piece);
    int rest = insert ? at : at + length;
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static List<byte[]> scenarios() throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(Path.of("../scenarios"), "*.yaml")) {
      stream.forEach(paths::add);
    }
    List<byte[]> contents = new ArrayList<>();
    for (Path path : paths.stream().sorted().toList()) {
      contents.add(Files.readAllBytes(path));
    }
    return contents;
  }
}
