package ksim.cli.cycles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import ksim.core.cycles.ExplainedInstruction;
import ksim.core.cycles.Explanation;

/** An explanation for programs: {@code "schema": "ksim.cycles/1"}. */
public final class ExplanationJson {
  private static final int DECIMALS = 3;

  private ExplanationJson() {}

  /**
   * The JSON text.
   *
   * @param hex the block
   * @param core the core
   * @param protocol how it was repeated, in lower case
   */
  public static String of(Explanation explanation, String hex, String core, String protocol) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("schema", "ksim.cycles/1");
      json.writeStringField("hex", hex);
      json.writeStringField("core", core);
      json.writeStringField("protocol", protocol);
      number(json, "cycles", explanation.measurement().cyclesPerIteration());
      json.writeNumberField("instructionsWithoutFigure", explanation.measurement().withoutFigure());
      json.writeStringField("bottleneck", explanation.bottleneck().label());
      json.writeObjectFieldStart("criticalPath");
      for (var entry : explanation.path().entrySet()) {
        number(json, entry.getKey().label(), entry.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("instructions");
      for (ExplainedInstruction instruction : explanation.instructions()) {
        instruction(json, instruction);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void instruction(JsonGenerator json, ExplainedInstruction instruction)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("text", instruction.text());
    number(json, "issueSlots", instruction.issueSlots());
    number(json, "uops", instruction.uops());
    json.writeArrayFieldStart("ports");
    for (double port : instruction.ports()) {
      json.writeNumber(rounded(port));
    }
    json.writeEndArray();
    number(json, "chainCycles", instruction.criticalCycles());
    json.writeArrayFieldStart("notes");
    for (ExplainedInstruction.Note note : instruction.notes()) {
      json.writeString(note.label());
    }
    json.writeEndArray();
    json.writeStringField("figures", instruction.source());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(rounded(value));
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }
}
