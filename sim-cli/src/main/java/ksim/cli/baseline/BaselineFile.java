package ksim.cli.baseline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import ksim.cli.diag.Problem;

/**
 * The report of an earlier run.
 *
 * @param figures what it says; empty where it cannot be used
 * @param problem why it cannot be used, if so
 */
public record BaselineFile(Optional<ReportFigures> figures, Optional<Problem> problem) {
  /**
   * Reads a file.
   *
   * @param name the file as the user gave it
   * @param path where it is
   */
  public static BaselineFile read(String name, Path path) {
    if (Files.isDirectory(path)) {
      return refused(name, "found a directory, expected a report in JSON");
    }
    if (!Files.exists(path)) {
      return new BaselineFile(
          Optional.empty(),
          Optional.of(
              Problem.ofFile(name, "no such file", "make it with 'ksim run --format json --out'")));
    }
    try {
      return parse(name, Files.readAllBytes(path));
    } catch (IOException e) {
      return refused(name, "cannot be read: " + e.getMessage());
    }
  }

  private static BaselineFile parse(String name, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(input, text, true);
    if (result.isError()) {
      return refused(name, "found no UTF-8 at byte " + input.position() + ", expected JSON");
    }
    try {
      return new BaselineFile(
          Optional.of(ReportReader.read(name, text.flip().toString())), Optional.empty());
    } catch (ReportReader.Refused e) {
      return new BaselineFile(Optional.empty(), Optional.of(e.problem()));
    }
  }

  /** What the report of this very run says. */
  public static ReportFigures ownReport(String json) {
    try {
      return ReportReader.read("this run", json);
    } catch (ReportReader.Refused e) {
      throw new IllegalStateException("ksim cannot read its own report", e);
    }
  }

  private static BaselineFile refused(String name, String message) {
    return new BaselineFile(Optional.empty(), Optional.of(Problem.ofFile(name, message, "")));
  }
}
