package ksim.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every source file to google-java-format, and to a length that can be read in one go. {@code
 * mvn -Pformat test} rewrites the files instead.
 */
class SourceFormatTest {
  private static final int MOST_LINES = 500;

  private final Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : new String[] {"sim-mmu", "sim-core", "sim-sched", "sim-cli"}) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  @Test
  void sourcesAreFormatted() throws IOException {
    boolean rewrite = Boolean.getBoolean("ksim.format");
    List<String> unformatted = new ArrayList<>();
    List<Path> sources = sources();
    assertThat(sources).hasSizeGreaterThan(100);
    for (Path source : sources) {
      String text = Files.readString(source);
      String formatted = format(source, text);
      if (!formatted.equals(text)) {
        if (rewrite) {
          Files.writeString(source, formatted);
        } else {
          unformatted.add(source.normalize().toString());
        }
      }
    }
    assertThat(unformatted)
        .as("not in google-java-format: mend with 'mvn -Pformat test'")
        .isEmpty();
  }

  private String format(Path source, String text) {
    try {
      return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(text));
    } catch (FormatterException e) {
      throw new AssertionError(source + ": " + e.getMessage(), e);
    }
  }

  @Test
  void sourcesAreOfReadableLength() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources()) {
      try (Stream<String> lines = Files.lines(source)) {
        long count = lines.count();
        if (count > MOST_LINES) {
          tooLong.add(source.normalize() + ": " + count + " lines");
        }
      }
    }
    assertThat(tooLong).as("longer than %d lines: split by subject", MOST_LINES).isEmpty();
  }
}
