package ksim.cli.cycles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import ksim.core.cycles.Refusal;

/** Blocks with their cycles. */
public final class ResultList {
  private ResultList() {}

  /** A line {@code hex,cycles} each; nothing behind the comma where there are none. */
  public static String csv(List<BlockResult> results) {
    return results.stream()
        .map(result -> result.line().hex() + "," + cycles(result) + "\n")
        .collect(Collectors.joining());
  }

  /** JSON: {@code "schema": "ksim.cycles/1"}. */
  public static String json(List<BlockResult> results) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("schema", "ksim.cycles/1");
      json.writeArrayFieldStart("blocks");
      for (BlockResult result : results) {
        block(json, result);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void block(JsonGenerator json, BlockResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("hex", result.line().hex());
    if (result.cycles().isPresent()) {
      json.writeFieldName("cycles");
      json.writeNumber(new BigDecimal(cycles(result)));
      json.writeNumberField("instructionsWithoutFigure", result.withoutFigure());
    }
    if (result.refusal().isPresent()) {
      Refusal refusal = result.refusal().get();
      json.writeObjectFieldStart("refused");
      json.writeStringField("kind", refusal.kindName());
      json.writeNumberField("offset", refusal.offset());
      json.writeStringField("text", refusal.text());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static String cycles(BlockResult result) {
    return result.cycles().isPresent() ? BlockResult.text(result.cycles().getAsDouble()) : "";
  }
}
