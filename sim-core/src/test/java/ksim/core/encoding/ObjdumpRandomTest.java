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
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random byte strings against objdump in 16-, 32- and 64-bit code: ten thousand, or a million where
 * the system property {@code ksim.objdump.full} is set (docs/encoding.md).
 */
class ObjdumpRandomTest {
  /** A string of 15 bytes and padding that every instruction in it ends in. */
  private static final int SLOT = 32;

  private static final int STRINGS =
      Integer.getInteger(
          "ksim.objdump.strings", Boolean.getBoolean("ksim.objdump.full") ? 1_000_000 : 10_000);
  private static final long SEED = 143;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "BITS_64, i386:x86-64, att",
    "BITS_64, i386:x86-64, intel",
    "BITS_32, i386, att",
    "BITS_32, i386, intel",
    "BITS_16, i8086, att",
    "BITS_16, i8086, intel"
  })
  void agree(CodeMode mode, String machine, String syntax, TestReporter reporter)
      throws IOException {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    Path blob = directory.resolve("random.bin");
    writeStrings(blob);
    RandomCode code = new RandomCode(SEED);
    ObjdumpComparison comparison = new ObjdumpComparison(mode, syntax.equals("intel"));
    String options = mode == CodeMode.BITS_64 ? syntax + ",intel64" : syntax;
    Objdump.disassemble(
        List.of("-D", "-b", "binary", "-m", machine, "-M", options, blob.toString()),
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
