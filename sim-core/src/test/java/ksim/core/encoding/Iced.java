package ksim.core.encoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs iced-x86 (the WebAssembly package of npm) by Node. The system property {@code ksim.iced}
 * names the directory of the package.
 */
final class Iced {
  private static final String DIRECTORY = System.getProperty("ksim.iced", "");
  private static final Path SCRIPT = Path.of("src/test/resources/ksim/core/encoding/iced.cjs");

  private Iced() {}

  /**
   * What iced-x86 makes of some bytes.
   *
   * @param length length of the first instruction, 0 if it is undefined
   * @param text its text in Intel syntax
   */
  record Line(int length, String text) {}

  /** Whether the package and its script are there. */
  static boolean isPresent() {
    return !DIRECTORY.isEmpty() && Files.exists(Path.of(DIRECTORY)) && Files.exists(SCRIPT);
  }

  /** Disassembles the first instruction of each byte string. */
  static List<Line> disassemble(List<byte[]> strings, CodeMode mode, Path directory) {
    try {
      Path input = directory.resolve("strings.hex");
      Files.write(input, strings.stream().map(HexFormat.of()::formatHex).toList());
      String bits = Integer.toString(mode == CodeMode.BITS_16 ? 16 : mode.defaultAddressBits());
      Path absolute = Path.of(DIRECTORY).toAbsolutePath();
      Process process =
          new ProcessBuilder("node", SCRIPT.toString(), absolute.toString(), bits)
              .redirectInput(input.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      List<Line> lines = new ArrayList<>();
      try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
        reader.lines().map(Iced::parse).forEach(lines::add);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line parse(String line) {
    int space = line.indexOf(' ');
    return space < 0
        ? new Line(0, "")
        : new Line(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
  }
}
