package ksim.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The kinds of fields that JSON reports are made of. */
final class JsonFields {
  private JsonFields() {}

  /** A figure with two decimals; {@code null} where there is none. */
  static void decimal(JsonGenerator json, String name, OptionalDouble value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, Math.round(value.getAsDouble() * 100) / 100.0);
    } else {
      json.writeNullField(name);
    }
  }

  /** An address as a hex string, which no reader rounds. */
  static void address(JsonGenerator json, String name, long address) throws IOException {
    json.writeStringField(name, "0x" + Long.toHexString(address));
  }

  static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Numbers on one line: there may be hundreds. */
  static void numbers(JsonGenerator json, String name, List<Long> values) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(
        values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }
}
