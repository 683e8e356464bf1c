package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The instructions of the system's C library against objdump: one in eight, or all of them where
 * the system property {@code ksim.objdump.full} is set (docs/encoding.md).
 */
class ObjdumpLibcTest {
  private static final int STEP = Boolean.getBoolean("ksim.objdump.full") ? 1 : 8;
  private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

  @Test
  void attAndT(TestReporter reporter) {
    compare(false, reporter);
  }

  @Test
  void intel(TestReporter reporter) {
    compare(true, reporter);
  }

  private static void compare(boolean intel, TestReporter reporter) {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    assumeTrue(Files.exists(LIBC), "no " + LIBC);
    ObjdumpComparison comparison = new ObjdumpComparison(CodeMode.BITS_64, intel);
    int[] seen = {0};
    Objdump.disassemble(
        List.of("-d", "-j", ".text", "-M", intel ? "intel" : "att", LIBC.toString()),
        line -> {
          if (seen[0]++ % STEP == 0) {
            comparison.compare(line.bytes(), line);
          }
        });
    comparison
        .counts()
        .forEach((outcome, count) -> reporter.publishEntry(outcome, Integer.toString(count)));
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.counts().get("same instruction")).isGreaterThan(100_000 / STEP);
  }
}
