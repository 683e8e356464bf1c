package ksim.cli.boot;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    if (Files.isDirectory(file)) {
      throw new IOException("cannot read " + name + ": it is a directory");
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
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read " + name + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read " + name + ": permission denied", e);
    }
  }
}
