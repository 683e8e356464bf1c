package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lengths of 16- and 32-bit instructions against objdump; their text is not compared yet. */
class ObjdumpModesTest {
  private static final int SLOT = 32;
  private static final int STRINGS = 5_000;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"BITS_16, i8086", "BITS_32, i386"})
  void lengths(CodeMode mode, String machine) throws IOException {
    assumeTrue(!Objdump.version().isEmpty(), "objdump is not installed");
    byte[] code = new byte[STRINGS * SLOT];
    Arrays.fill(code, (byte) 0x90);
    RandomCode random = new RandomCode(7);
    for (int i = 0; i < STRINGS; i++) {
      System.arraycopy(random.next(), 0, code, i * SLOT, CodeReader.MAXIMUM_LENGTH);
    }
    Path blob = directory.resolve("random.bin");
    Files.write(blob, code);
    List<String> disagreements = new ArrayList<>();
    int[] same = {0};
    Objdump.disassemble(
        List.of("-D", "-b", "binary", "-m", machine, blob.toString()),
        line -> {
          int offset = (int) line.address();
          if (offset % SLOT == 0
              && Decoder.decode(code, offset, CodeReader.MAXIMUM_LENGTH, mode)
                  instanceof Instruction instruction) {
            byte[] bytes = Arrays.copyOfRange(code, offset, offset + CodeReader.MAXIMUM_LENGTH);
            if (instruction.length() == line.bytes().length) {
              same[0]++;
            } else if (ObjdumpDifference.explain(bytes, instruction, line).isEmpty()) {
              disagreements.add(HexFormat.of().formatHex(bytes) + " " + instruction.length());
            }
          }
        });
    assertThat(disagreements).isEmpty();
    assertThat(same[0]).isGreaterThan(STRINGS / 2);
  }
}
