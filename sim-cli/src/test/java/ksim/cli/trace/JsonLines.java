package ksim.cli.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The events of a trace file as flat lines of values. */
final class JsonLines {
  private JsonLines() {}

  /** An event: its values as text by path, such as {@code args/name}. */
  record Line(Map<String, String> values) {
    /** The value at a path, or {@code -}. */
    String get(String path) {
      return values.getOrDefault(path, "-");
    }

    boolean is(String path, String value) {
      return get(path).equals(value);
    }
  }

  /** The objects of {@code traceEvents}; anything malformed is an exception. */
  static List<Line> of(String text) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      while (!"traceEvents".equals(json.nextFieldName())) {
        if (json.currentToken() == null) {
          throw new IOException("no traceEvents");
        }
      }
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> values = new TreeMap<>();
        object(json, "", values);
        lines.add(new Line(values));
      }
      while (json.nextToken() != null) {
        json.skipChildren();
      }
    }
    return lines;
  }

  private static void object(JsonParser json, String prefix, Map<String, String> values)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String path = prefix + json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT) {
        object(json, path + "/", values);
      } else {
        values.put(path, json.getText());
      }
    }
  }
}
