package ksim.cli.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the scenario files of a directory. */
final class ScenarioPaths {
  private ScenarioPaths() {}

  /** The files of {@code directory} whose names end in .yaml or .yml, sorted by name. */
  static List<Path> inDirectory(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
      stream.forEach(files::add);
    }
    return files.stream().sorted().toList();
  }
}
