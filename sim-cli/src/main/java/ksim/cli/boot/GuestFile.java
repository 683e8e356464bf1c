package ksim.cli.boot;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import ksim.cli.diag.Printable;
import ksim.core.boot.BinaryFile;

/** Files that are loaded into a guest. */
public final class GuestFile {
  /** What a file may have: more does not fit into one array of Java's. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16;

  private GuestFile() {}

  /**
   * Reads a file.
   *
   * @param directory where the path starts
   * @throws IOException whose message is for the user
   */
  public static BinaryFile read(Path directory, Path path) throws IOException {
    String name = Printable.of(path.toString());
    Path file = directory.resolve(path);
    Optional<String> problem = unreadable(file);
    if (path.toString().isEmpty()) {
      throw new IOException("expected a file, found nothing");
    }
    if (problem.isPresent()) {
      throw new IOException("cannot read " + name + ": " + problem.get());
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("cannot read " + name + ": it is larger than 2 GiB");
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0) {
        throw new IOException(name + " is empty");
      }
      return new BinaryFile(path.toString(), bytes);
    } catch (FileSystemException e) {
      throw new IOException("cannot read " + name + ": " + e.getReason(), e);
    }
  }

  /** Why a file cannot be read, in words for the user; nothing if it can. */
  public static Optional<String> unreadable(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of("it is a directory");
    }
    if (!Files.exists(file)) {
      return Optional.of("no such file");
    }
    return Files.isReadable(file) ? Optional.empty() : Optional.of("permission denied");
  }
}
