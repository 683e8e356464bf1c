package ksim.core.timing.uops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What instructive instructions become, in the file {@code cracking.txt}: a line that starts with
 * {@code >} holds the bytes of a block, the lines behind it what is made of them. With the system
 * property {@code ksim.uops.approve} the file is written anew; a line added to it is a case more.
 */
class UopTextGoldenTest {
  private static final Path FILE = Path.of("src/test/resources/ksim/core/timing/uops/cracking.txt");

  @Test
  void crackingIsAsApproved() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith("#")) {
        text.append(line).append('\n');
      } else if (line.startsWith(">")) {
        text.append(line).append('\n');
        text.append(UopText.of(Cracked.at(0, line.substring(1)), 0));
      }
    }
    if (Boolean.getBoolean("ksim.uops.approve")) {
      Files.writeString(FILE, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(FILE));
  }
}
