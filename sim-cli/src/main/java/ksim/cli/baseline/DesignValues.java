package ksim.cli.baseline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The values in a JSON object by their paths, such as {@code stacks/peakResidentBytes}. */
final class DesignValues {
  /** Parts of a design that can be long and hold nothing that is compared. */
  private static final Set<String> SKIPPED =
      Set.of("residency", "timeline", "trace", "sections", "unmet", "unexpected");

  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, String> texts = new TreeMap<>();

  /**
   * Reads the object that the parser has just entered.
   *
   * @return whether all numbers are in range
   */
  boolean read(JsonParser json) throws IOException {
    return object(json, "");
  }

  private boolean object(JsonParser json, String prefix) throws IOException {
    boolean inRange = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (SKIPPED.contains(name)) {
        json.skipChildren();
      } else {
        inRange &= value(json, prefix + name);
      }
    }
    return inRange;
  }

  private boolean array(JsonParser json, String path) throws IOException {
    boolean inRange = true;
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      inRange &= value(json, path + "/" + size);
      size++;
    }
    numbers.put(path, (double) size);
    return inRange;
  }

  private boolean value(JsonParser json, String path) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, path + "/");
      case START_ARRAY -> array(json, path);
      case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> {
        texts.put(path, json.getText());
        yield true;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = json.getDoubleValue();
        numbers.put(path, number);
        texts.put(path, json.getText());
        yield Double.isFinite(number);
      }
      default -> true;
    };
  }

  /** All values but objects, arrays and null as text, by path. */
  Map<String, String> texts() {
    return texts;
  }

  /** The text at a path. */
  Optional<String> text(String path) {
    return Optional.ofNullable(texts.get(path));
  }

  /** The figures that are there, in the order of comparison, measurements last. */
  Map<Figure, Double> figures() {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    for (Figure figure : Figure.ALL) {
      Optional.ofNullable(numbers.get(figure.path()))
          .ifPresent(value -> figures.put(figure, value));
    }
    for (int i = 0; texts.containsKey("measurements/" + i + "/name"); i++) {
      String path = "measurements/" + i + "/";
      Figure figure = Figure.measurement(texts.getOrDefault(path + "name", ""));
      double rounds = numbers.getOrDefault(path + "rounds", 0.0);
      if (rounds > 0 && numbers.containsKey(path + "cycles")) {
        figures.put(figure, numbers.getOrDefault(path + "cycles", 0.0) / rounds);
      }
    }
    return figures;
  }
}
