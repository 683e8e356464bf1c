package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The instructions of the system's libraries against objdump: some of those of a few libraries, or
 * all of all libraries where the system property {@code ksim.objdump.full} is set
 * (docs/encoding.md).
 */
class ObjdumpLibraryTest {
  private static final boolean FULL = Boolean.getBoolean("ksim.objdump.full");
  private static final Path DIRECTORY_64 = Path.of("/lib/x86_64-linux-gnu");
  private static final Path DIRECTORY_32 = Path.of("/lib32");

  /** Larger ones are left out: the compilers' back ends, which hold little but moves and calls. */
  private static final long LARGEST = 32L << 20;

  @ParameterizedTest
  @CsvSource({
    "BITS_64, /lib/x86_64-linux-gnu/libc.so.6, att, 16",
    "BITS_64, /lib/x86_64-linux-gnu/libc.so.6, intel, 16",
    "BITS_64, /lib/x86_64-linux-gnu/libm.so.6, att, 8",
    "BITS_64, /lib/x86_64-linux-gnu/libm.so.6, intel, 8",
    "BITS_64, /lib/x86_64-linux-gnu/libcrypto.so.3, att, 64",
    "BITS_64, /lib/x86_64-linux-gnu/libcrypto.so.3, intel, 64",
    "BITS_32, /lib32/libc.so.6, att, 16",
    "BITS_32, /lib32/libc.so.6, intel, 16",
  })
  void agrees(CodeMode mode, Path library, String syntax, int step, TestReporter reporter) {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    assumeTrue(Files.exists(library), "no " + library);
    ObjdumpComparison comparison = new ObjdumpComparison(mode, syntax.equals("intel"));
    compare(comparison, library, syntax, FULL ? 1 : step);
    publish(comparison, reporter);
    assertThat(comparison.counts().get("same instruction")).isGreaterThan(5_000);
  }

  @Test
  void agreeAll(TestReporter reporter) throws IOException {
    assumeTrue(FULL, "only with -Dksim.objdump.full=true");
    for (Path directory : List.of(DIRECTORY_64, DIRECTORY_32)) {
      CodeMode mode = directory.equals(DIRECTORY_64) ? CodeMode.BITS_64 : CodeMode.BITS_32;
      ObjdumpComparison comparison = new ObjdumpComparison(mode, false);
      for (Path library : libraries(directory)) {
        compare(comparison, library, "att", 1);
      }
      publish(comparison, reporter);
    }
  }

  private static List<Path> libraries(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().contains(".so"))
          .filter(f -> Files.isRegularFile(f) && !Files.isSymbolicLink(f))
          .filter(f -> f.toFile().length() <= LARGEST)
          .sorted()
          .toList();
    }
  }

  private static void compare(ObjdumpComparison comparison, Path library, String syntax, int step) {
    int[] seen = {0};
    Objdump.disassemble(
        List.of("-d", "-M", syntax + ",intel64", library.toString()),
        line -> {
          if (seen[0]++ % step == 0) {
            comparison.compare(line.bytes(), line);
          }
        });
  }

  private static void publish(ObjdumpComparison comparison, TestReporter reporter) {
    comparison
        .counts()
        .forEach((outcome, count) -> reporter.publishEntry(outcome, Integer.toString(count)));
    assertThat(comparison.disagreements()).isEmpty();
  }
}
