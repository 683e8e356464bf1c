package ksim.cli.baseline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ksim.cli.baseline.ReportFigures.DesignFigures;
import ksim.cli.baseline.ReportFigures.ScenarioFigures;
import ksim.cli.diag.Problem;
import ksim.cli.report.JsonReport;

/** Reads what is compared from a report in JSON. What it does not know it skips. */
final class ReportReader {
  private static final String REMEDY = "a report that 'ksim run --format json' has written";

  private final String file;
  private final String text;
  private final JsonParser json;

  private ReportReader(String file, String text, JsonParser json) {
    this.file = file;
    this.text = text;
    this.json = json;
  }

  /**
   * Reads a report.
   *
   * @param file its name, for problems
   * @param text its contents
   * @throws Refused if it is none
   */
  static ReportFigures read(String file, String text) throws Refused {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      ReportReader reader = new ReportReader(file, text, json);
      try {
        return reader.report();
      } catch (JsonProcessingException e) {
        throw reader.refused(
            Optional.ofNullable(e.getLocation()).orElse(JsonLocation.NA),
            "found no valid JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory has none but those above
    }
  }

  private ReportFigures report() throws IOException, Refused {
    Map<String, ScenarioFigures> scenarios = new LinkedHashMap<>();
    boolean schema = false;
    boolean complete = false;
    long seed = 0;
    json.nextToken();
    expect(JsonToken.START_OBJECT, "a report");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "schema" -> {
          schema();
          schema = true;
        }
        case "seed" -> {
          expect(JsonToken.VALUE_NUMBER_INT, "a seed");
          seed = json.getLongValue();
        }
        case "seeds" ->
            throw refused(
                json.currentTokenLocation(), "found a report of --seeds, which has no figures");
        case "scenarios" -> {
          expect(JsonToken.START_ARRAY, "an array of scenarios");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            scenario(scenarios);
          }
          complete = true;
        }
        default -> json.skipChildren();
      }
    }
    if (!schema || !complete) {
      String missing = schema ? "scenarios" : "schema";
      throw refused(json.currentTokenLocation(), "found no '" + missing + "' in this object");
    }
    if (json.nextToken() != null) {
      throw refused(json.currentTokenLocation(), "found something behind the report's end");
    }
    return new ReportFigures(seed, scenarios);
  }

  private void schema() throws IOException, Refused {
    expect(JsonToken.VALUE_STRING, "the name of a schema");
    if (!json.getText().equals(JsonReport.SCHEMA)) {
      throw refused(
          json.currentTokenLocation(),
          "found schema '" + json.getText() + "', expected '" + JsonReport.SCHEMA + "'");
    }
  }

  private void scenario(Map<String, ScenarioFigures> scenarios) throws IOException, Refused {
    expect(JsonToken.START_OBJECT, "a scenario");
    JsonLocation at = json.currentTokenLocation();
    Optional<String> name = Optional.empty();
    Map<String, String> machine = Map.of();
    Map<String, DesignFigures> designs = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "scenario" -> name = Optional.of(string("the name of a scenario"));
        case "machine" -> machine = values("a machine").texts();
        case "designs" -> {
          expect(JsonToken.START_ARRAY, "an array of designs");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            design(designs);
          }
        }
        default -> json.skipChildren();
      }
    }
    ScenarioFigures figures = new ScenarioFigures(machine, designs);
    scenarios.put(name.orElseThrow(() -> refused(at, "found no name of this scenario")), figures);
  }

  private void design(Map<String, DesignFigures> designs) throws IOException, Refused {
    JsonLocation at = json.currentTokenLocation();
    DesignValues values = values("a design");
    String label =
        values.text("design").orElseThrow(() -> refused(at, "found no label of this design"));
    String outcome =
        values
            .text("outcome/kind")
            .orElseThrow(() -> refused(at, "found no outcome of this design"));
    designs.put(label, new DesignFigures(outcome, values.figures()));
  }

  private DesignValues values(String what) throws IOException, Refused {
    expect(JsonToken.START_OBJECT, what);
    DesignValues values = new DesignValues();
    JsonLocation at = json.currentTokenLocation();
    if (!values.read(json)) {
      throw refused(at, "found a number out of range in " + what);
    }
    return values;
  }

  private String string(String what) throws IOException, Refused {
    expect(JsonToken.VALUE_STRING, what);
    return json.getText();
  }

  private void expect(JsonToken token, String what) throws IOException, Refused {
    if (json.currentToken() != token) {
      throw refused(json.currentTokenLocation(), "found something else, expected " + what);
    }
  }

  private Refused refused(JsonLocation at, String message) {
    int line = Math.max(0, at.getLineNr());
    String source = line == 0 ? "" : text.lines().skip(line - 1L).findFirst().orElse("");
    return new Refused(
        new Problem(file, line, Math.max(1, at.getColumnNr()), message, "give " + REMEDY, source));
  }

  /** The text is no report; carries the reason. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private Refused(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
