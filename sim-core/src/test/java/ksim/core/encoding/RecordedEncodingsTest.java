package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The x87 and vector opcodes as a processor decodes them: which exist and how long they are
 * (src-test-data/encodings).
 */
class RecordedEncodingsTest {
  private static final Path DIRECTORY = Path.of("..", "src-test-data", "encodings");

  /** Features that the processor does not have, or that the operating system has not enabled. */
  private static final Set<String> ABSENT = Set.of("cet_ss");

  @ParameterizedTest
  @CsvSource({"intel-xeon-64.txt.gz, BITS_64, 7000", "intel-xeon-32.txt.gz, BITS_32, 9000"})
  void decodesAsTheProcessor(String file, CodeMode mode, int existing) throws IOException {
    List<String> differences = new ArrayList<>();
    int same = 0;
    for (String line : lines(file)) {
      int space = line.indexOf(' ');
      byte[] bytes = new byte[CodeReader.MAXIMUM_LENGTH];
      Arrays.fill(bytes, (byte) 0xcc); // breakpoints followed the instruction
      byte[] start = HexFormat.of().parseHex(line.substring(0, space));
      System.arraycopy(start, 0, bytes, 0, start.length);
      Decoded decoded = Decoder.decode(bytes, 0, bytes.length, mode);
      if (!agrees(decoded, line.substring(space + 1))) {
        differences.add(line + ": " + decoded);
      } else if (decoded instanceof Instruction) {
        same++;
      }
    }
    assertThat(differences).isEmpty();
    assertThat(same).isGreaterThan(existing);
  }

  private static boolean agrees(Decoded decoded, String processor) {
    boolean undefined = processor.equals("u");
    return switch (decoded) {
      case Instruction i ->
          undefined
              ? ABSENT.contains(i.encoding().feature())
              : processor.equals("f") || Integer.parseInt(processor) == i.length();
      case InvalidEncoding _ -> undefined;
      case NotInTable gap ->
          undefined || processor.equals("f") || Integer.parseInt(processor) == gap.length();
      case TooLong _, Truncated _ -> false;
    };
  }

  private static List<String> lines(String file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DIRECTORY.resolve(file))),
                StandardCharsets.US_ASCII))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
