package ksim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares output with an approved file. After a wanted change, run the tests with {@code
 * -Dksim.approve=true} to rewrite the files, and read the difference before committing it.
 */
public final class Approved {
  private static final Path DIRECTORY = Path.of("src/test/resources/approved");

  private Approved() {}

  /** Asserts that {@code actual} is what {@code src/test/resources/approved/name} holds. */
  public static void check(String name, String actual) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if (Boolean.getBoolean("ksim.approve")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, actual);
    }
    assertThat(file).as("approve a new file with -Dksim.approve=true").exists();
    assertThat(actual)
        .as("approve a wanted change of %s with -Dksim.approve=true", name)
        .isEqualTo(Files.readString(file));
  }
}
