package ksim.cli.cycles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** A score for programs: {@code "schema": "ksim.cycles-score/1"}. */
public final class ScoreJson {
  private static final int DECIMALS = 4;

  private ScoreJson() {}

  /**
   * The JSON text.
   *
   * @param detail what it says beside the scores
   */
  public static String of(ScoredBlocks blocks, ScoreDetail detail) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("schema", "ksim.cycles-score/1");
      json.writeNumberField("blocks", blocks.results().size());
      json.writeNumberField("refused", blocks.refused().size());
      json.writeNumberField("unmeasured", blocks.unmeasured());
      json.writeNumberField("withoutFigure", blocks.guessed());
      json.writeArrayFieldStart("scores");
      if (!blocks.results().isEmpty()) {
        for (Score score : detail.scores(blocks)) {
          score(json, score);
        }
      }
      json.writeEndArray();
      worst(json, blocks, detail);
      groups(json, detail);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void score(JsonGenerator json, Score score) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", score.name());
    json.writeNumberField("blocks", score.blocks());
    number(json, "mapePercent", score.mape());
    number(json, "biasPercent", score.bias());
    number(json, "kendallTau", score.tau());
    json.writeObjectFieldStart("errorPercentQuantiles");
    for (double percent : ScoreText.QUANTILES) {
      number(json, BigDecimal.valueOf(percent).toBigInteger().toString(), score.quantile(percent));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void worst(JsonGenerator json, ScoredBlocks blocks, ScoreDetail detail)
      throws IOException {
    json.writeArrayFieldStart("worst");
    for (BlockResult result : blocks.worst(detail.worst())) {
      json.writeStartObject();
      json.writeStringField("hex", result.line().hex());
      number(json, "predicted", result.cycles().orElseThrow());
      number(json, "measured", blocks.measured(result));
      number(json, "errorPercent", blocks.error(result));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void groups(JsonGenerator json, ScoreDetail detail) throws IOException {
    json.writeArrayFieldStart("groups");
    for (ErrorGroups.Group group : detail.shownGroups()) {
      json.writeStartObject();
      json.writeStringField("name", group.name());
      json.writeNumberField("blocks", group.blocks());
      number(json, "mapePercent", group.mape());
      number(json, "biasPercent", group.bias());
      number(json, "shareOfErrorsPercent", group.share());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    if (!Double.isFinite(value)) {
      json.writeNull(); // there is no order among blocks that all measure the same
      return;
    }
    json.writeNumber(BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP));
  }
}
