package ksim.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.ScenarioResult;

/**
 * What the HTML report's scripts draw: {@code report} is the report {@code ksim.report/1}; {@code
 * scenarios} adds, in the same order, what that has not got: texts made for people and the fate of
 * each stack page.
 */
final class PageData {
  private static final TextReport TEXT = new TextReport(Style.PLAIN, true);
  private static final FailureBlock FAILURE = new FailureBlock(Style.PLAIN, true);

  private PageData() {}

  /** One JSON object, safe inside a {@code script} element. */
  static String render(List<ScenarioResult> results) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("summary", TEXT.summary(results).strip());
      json.writeFieldName("report");
      JsonReport.write(json, results);
      json.writeArrayFieldStart("scenarios");
      for (ScenarioResult result : results) {
        scenario(json, result);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return out.toString().replace("<", "\\u003c");
  }

  private static void scenario(JsonGenerator json, ScenarioResult result) throws IOException {
    json.writeStartObject();
    json.writeStringField("machine", TextReport.machine(result.scenario()));
    json.writeArrayFieldStart("designs");
    for (DesignResult design : result.designs()) {
      json.writeStartObject();
      json.writeStringField("diagnosis", diagnosis(result, design));
      ResidencyData.write(json, design.residency());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String diagnosis(ScenarioResult result, DesignResult design) {
    return design.outcome().kind() == OutcomeKind.COMPLETED
        ? ""
        : FAILURE
            .render(design, result.scenario())
            .lines()
            .skip(1) // its heading
            .collect(Collectors.joining("\n"))
            .stripIndent();
  }
}
