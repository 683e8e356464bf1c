package ksim.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The object {@code seeds} of the report for programs. */
public final class SeedJson {
  private SeedJson() {}

  /**
   * Writes the object.
   *
   * @param count number of seeds, counted from 1
   */
  public static void write(JsonGenerator json, int count, List<SeedResult> results)
      throws IOException {
    json.writeObjectFieldStart("seeds");
    json.writeNumberField("count", count);
    json.writeArrayFieldStart("scenarios");
    for (SeedResult result : results) {
      json.writeStartObject();
      json.writeStringField("scenario", result.scenario().name());
      json.writeArrayFieldStart("designs");
      for (SeedTally tally : result.designs()) {
        tally(json, result, tally);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void tally(JsonGenerator json, SeedResult result, SeedTally tally)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("design", tally.design());
    json.writeNumberField("runs", tally.runs());
    json.writeNumberField("failed", tally.failed());
    if (tally.first().isPresent()) {
      SeedTally.Failure first = tally.first().get();
      json.writeObjectFieldStart("firstFailure");
      json.writeNumberField("seed", first.seed());
      json.writeStringField("replay", first.replay());
      json.writeFieldName("result");
      JsonDesign.write(json, result.scenario(), first.result());
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
