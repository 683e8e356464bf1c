package ksim.cli.report;

import java.io.IOException;
import java.io.Writer;
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
    write(target, out -> out.write(text));
  }

  /** Writes the text of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes it into {@code out}, which is buffered and stays open. */
    void writeTo(Writer out) throws IOException;
  }

  /** The same for text that need not be in memory at once. */
  public static void write(Path target, Content content) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      fill(absolute, content); // a terminal, pipe or /dev/null
      return;
    }
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".ksim-tmp");
    try {
      fill(temporary, content);
      move(temporary, absolute);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void fill(Path file, Content content) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      content.writeTo(out);
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
