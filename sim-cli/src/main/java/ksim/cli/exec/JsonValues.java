package ksim.cli.exec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Suggestion;

/** The values of a case, at the parser's current token. */
final class JsonValues {
  private static final int SHOWN = 40;
  private static final int WORD_BITS = 64;

  private final JsonParser parser;
  private boolean numberSeen;
  private boolean prefixed;

  JsonValues(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads an element of an array or the value of a field. */
  @FunctionalInterface
  interface Reader<T> {
    T read() throws IOException, MalformedValue;
  }

  /** Whether the first number that was a string had the prefix {@code 0x}. */
  boolean isPrefixed() {
    return prefixed;
  }

  void expect(JsonToken token, String what) throws IOException, MalformedValue {
    if (parser.currentToken() != token) {
      throw found("expected " + what);
    }
  }

  private MalformedValue found(String expected) throws IOException {
    JsonToken token = parser.currentToken();
    String what =
        token == null
            ? "nothing"
            : switch (token) {
              case START_OBJECT -> "an object";
              case START_ARRAY -> "an array";
              default -> "'" + Printable.shortened(parser.getText(), SHOWN) + "'";
            };
    return new MalformedValue("found " + what + ", " + expected);
  }

  /** Index of the field whose name is the current token. */
  int field(List<String> known) throws IOException, MalformedValue {
    String name = parser.currentName();
    int index = known.indexOf(name);
    if (index < 0) {
      throw new MalformedValue(
          "found the unknown field '%s'; %s"
              .formatted(Printable.shortened(name, SHOWN), Suggestion.hint(name, known)));
    }
    return index;
  }

  /** The current token as JSON text: a string or a number. */
  String identifier() throws IOException, MalformedValue {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return ResultWriter.quoted(parser.getText());
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return parser.getText();
    }
    throw found("expected a string or a whole number");
  }

  /** A number: a string of hex digits, or a JSON number. */
  long number() throws IOException, MalformedValue {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      BigInteger value = parser.getBigIntegerValue();
      if (value.signum() < 0 || value.bitLength() > WORD_BITS) {
        throw found("expected a number from 0 to 2^64 - 1");
      }
      return value.longValue();
    }
    String text = text("a number as a string of hex digits");
    if (!numberSeen) {
      numberSeen = true;
      prefixed = HexText.isPrefixed(text);
    }
    return HexText.number(text);
  }

  /** A number up to {@code most}. */
  long number(long most) throws IOException, MalformedValue {
    long value = number();
    if (Long.compareUnsigned(value, most) > 0) {
      throw new MalformedValue("found 0x%x, expected 0 to 0x%x".formatted(value, most));
    }
    return value;
  }

  /** A plain decimal number among a few, as a JSON number or a string. */
  int oneOf(List<Integer> known) throws IOException, MalformedValue {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
      for (int value : known) {
        if (parser.getText().equals(Integer.toString(value))) {
          return value;
        }
      }
    }
    throw found("expected " + String.join(" or ", known.stream().map(String::valueOf).toList()));
  }

  byte[] bytes() throws IOException, MalformedValue {
    return HexText.bytes(text("a string of hex digits"));
  }

  /** A register of exactly so many hex digits: its 64-bit words, the least significant first. */
  long[] register(int words, int digits) throws IOException, MalformedValue {
    return HexText.register(text("a string of hex digits"), words, digits);
  }

  private String text(String what) throws IOException, MalformedValue {
    expect(JsonToken.VALUE_STRING, what);
    return parser.getText();
  }

  /** An array. */
  <T> List<T> array(Reader<T> element) throws IOException, MalformedValue {
    expect(JsonToken.START_ARRAY, "an array");
    List<T> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        elements.add(element.read());
      } catch (MalformedValue e) {
        throw new MalformedValue("element %d: %s".formatted(elements.size(), e.text()));
      }
    }
    return elements;
  }

  /** An array of exactly so many elements. */
  <T> List<T> array(int size, Reader<T> element) throws IOException, MalformedValue {
    List<T> elements = array(element);
    if (elements.size() != size) {
      throw new MalformedValue("found %d elements, expected %d".formatted(elements.size(), size));
    }
    return elements;
  }

  /** Reads the value of the field whose index is given. */
  @FunctionalInterface
  interface FieldReader {
    void read(int field) throws IOException, MalformedValue;
  }

  /**
   * An object.
   *
   * @return the fields that it has, a bit for each
   */
  int object(List<String> known, FieldReader value) throws IOException, MalformedValue {
    expect(JsonToken.START_OBJECT, "an object");
    int seen = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      int field = field(known);
      if ((seen & 1 << field) != 0) {
        throw new MalformedValue("found '%s' twice".formatted(known.get(field)));
      }
      seen |= 1 << field;
      parser.nextToken();
      try {
        value.read(field);
      } catch (MalformedValue e) {
        throw new MalformedValue(known.get(field) + ": " + e.text());
      }
    }
    return seen;
  }
}
