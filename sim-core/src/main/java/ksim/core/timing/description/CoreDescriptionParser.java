package ksim.core.timing.description;

import java.util.HashMap;
import java.util.Map;

/** Reads the text of a core description; its format is explained in the files themselves. */
public final class CoreDescriptionParser {
  private final Map<String, Integer> parameters = new HashMap<>();
  private final Map<String, String> choices = new HashMap<>();

  private CoreDescriptionParser() {}

  /**
   * Reads a description.
   *
   * @param name the name of the core, for messages too
   * @param text the text of its file
   * @throws IllegalArgumentException at the first line that makes no sense
   */
  public static CoreDescription parse(String name, String text) {
    CoreDescriptionParser parser = new CoreDescriptionParser();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        parser.line(line.replaceFirst("#.*", "").strip());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "%s:%d: %s: %s".formatted(name, number, line, e.getMessage()), e);
      }
    }
    return new CoreDescription(name, parser.parameters, parser.choices);
  }

  private void line(String line) {
    if (line.isEmpty()) {
      return;
    }
    String[] words = line.split("\\s+");
    switch (words[0]) {
      case "parameter" -> parameters.put(words[1], Integer.parseInt(words[2]));
      case "base" -> {
        // CoreDescription has put the text of the base before this one.
      }
      case "choice" -> choices.put(words[1], words[2]);
      default -> throw new IllegalArgumentException("neither 'parameter' nor 'choice'");
    }
  }
}
