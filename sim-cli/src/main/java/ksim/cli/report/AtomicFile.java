package ksim.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file so that nobody ever sees half of it. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes {@code text} as UTF-8 beside {@code target} and moves it there.
   *
   * @throws IOException if it cannot be written; {@code target} is then as it was
   */
  public static void write(Path target, String text) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      Files.writeString(absolute, text, StandardCharsets.UTF_8); // a terminal, pipe or /dev/null
      return;
    }
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".ksim-tmp");
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      move(temporary, absolute);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
