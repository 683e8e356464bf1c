package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random byte strings against objdump: ten thousand, or a million where the system property {@code
 * ksim.objdump.full} is set (docs/encoding.md).
 */
class ObjdumpRandomTest {
  /** A string of 15 bytes and padding that every instruction in it ends in. */
  private static final int SLOT = 32;

  private static final int STRINGS = Boolean.getBoolean("ksim.objdump.full") ? Integer.getInteger("n", 1_000_000) : 10_000;
  private static final long SEED = 143;

  @TempDir Path directory;

  @Test
  void attAndT(TestReporter reporter) throws IOException {
    compare(false, reporter);
  }

  @Test
  void intel(TestReporter reporter) throws IOException {
    compare(true, reporter);
  }

  private void compare(boolean intel, TestReporter reporter) throws IOException {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    Path blob = directory.resolve("random.bin");
    writeStrings(blob);
    RandomCode code = new RandomCode(SEED);
    ObjdumpComparison comparison = new ObjdumpComparison(intel);
    Objdump.disassemble(
        List.of(
            "-D",
            "-b",
            "binary",
            "-m",
            "i386:x86-64",
            "-M",
            intel ? "intel,intel64" : "intel64",
            blob.toString()),
        line -> {
          if (line.address() % SLOT == 0) {
            comparison.compare(code.next(), line);
          }
        });
    comparison
        .counts()
        .forEach((outcome, count) -> reporter.publishEntry(outcome, Integer.toString(count)));
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.counts().values().stream().mapToInt(n -> n).sum()).isEqualTo(STRINGS);
  }

  private static void writeStrings(Path blob) throws IOException {
    RandomCode code = new RandomCode(SEED);
    byte[] slot = new byte[SLOT];
    Arrays.fill(slot, (byte) 0x90);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(blob))) {
      for (int i = 0; i < STRINGS; i++) {
        System.arraycopy(code.next(), 0, slot, 0, CodeReader.MAXIMUM_LENGTH);
        out.write(slot);
      }
    }
  }
}
