package ksim.cli.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import ksim.cli.diag.Problem;

/**
 * The text of a file.
 *
 * @param name the file's name as the user gave it
 * @param text its text without a byte order mark
 * @param lines its lines without their ends
 */
record SourceText(String name, String text, List<String> lines) {
  /** Files past this many bytes are refused: a scenario is a few kilobytes. */
  static final int MAXIMUM_BYTES = 1 << 20;

  /** What came of reading a file. */
  sealed interface Read {
    /** The file could be read. */
    record Success(SourceText source) implements Read {}

    /** The file could not be read. */
    record Failure(Problem problem) implements Read {}
  }

  static SourceText of(String name, String text) {
    String body = text.startsWith("\ufeff") ? text.substring(1) : text;
    return new SourceText(name, body, List.of(body.split("\r\n|\r|\n", -1)));
  }

  /** Reads a file; whatever is wrong with it becomes a problem. */
  static Read read(Path path) {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      return failure(name, "found a directory, expected a scenario file", "");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        return failure(name, "found more than 1 MiB, expected a scenario file", "");
      }
      return decode(name, bytes);
    } catch (NoSuchFileException e) {
      return failure(name, "no such file", "");
    } catch (AccessDeniedException e) {
      return failure(name, "permission to read it is denied", "");
    } catch (IOException e) {
      return failure(name, "cannot be read: " + e.getMessage(), "");
    }
  }

  /** Decodes UTF-8; the first byte that is not is reported with its line and column. */
  static Read decode(String name, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    SourceText source = of(name, out.flip().toString());
    if (!result.isError()) {
      return new Read.Success(source);
    }
    String line = source.lines().getLast();
    String message =
        String.format(
            Locale.ROOT,
            "found byte 0x%02x, which is not UTF-8, expected UTF-8 text",
            in.get(in.position()));
    int column = line.codePointCount(0, line.length()) + 1;
    return new Read.Failure(new Problem(name, source.lines().size(), column, message, "", line));
  }

  private static Read failure(String name, String message, String hint) {
    return new Read.Failure(Problem.ofFile(name, message, hint));
  }

  /** The text of line {@code number}, counted from 1; empty past the end. */
  String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }
}
