package ksim.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;

/**
 * The report for programs, schema {@code ksim.report/1}: sizes in bytes, times in core cycles,
 * percentages with two decimals, addresses as hex strings, keys in a fixed order, nothing that
 * differs between two runs of the same build. Its JSON Schema is {@code report-1.schema.json}
 * beside this class.
 */
public final class JsonReport {
  /** Name and version of the report's schema. */
  public static final String SCHEMA = "ksim.report/1";

  private JsonReport() {}

  /** The report on {@code results}, in their order, ended by a line feed. */
  public static String render(List<ScenarioResult> results) {
    return render(results, json -> {});
  }

  /** Writes further fields of the report's object. */
  @FunctionalInterface
  public interface Fields {
    /** Writes the fields; the generator stands inside the object. */
    void write(JsonGenerator json) throws IOException;
  }

  /** The same with further fields behind the scenarios. */
  public static String render(List<ScenarioResult> results, Fields more) {
    StringWriter out = new StringWriter();
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(printer);
      write(json, results, more);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return out.append('\n').toString();
  }

  /** Writes the report as one JSON object. */
  static void write(JsonGenerator json, List<ScenarioResult> results) throws IOException {
    write(json, results, more -> {});
  }

  private static void write(JsonGenerator json, List<ScenarioResult> results, Fields more)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeArrayFieldStart("scenarios");
    for (ScenarioResult result : results) {
      scenario(json, result);
    }
    json.writeEndArray();
    more.write(json);
    json.writeEndObject();
  }

  private static void scenario(JsonGenerator json, ScenarioResult result) throws IOException {
    Scenario scenario = result.scenario();
    json.writeStartObject();
    json.writeStringField("scenario", scenario.name());
    json.writeStringField("description", scenario.description());
    machine(json, scenario.machine());
    json.writeBooleanField("asExpected", result.asExpected());
    json.writeArrayFieldStart("designs");
    for (DesignResult design : result.designs()) {
      JsonDesign.write(json, result.scenario(), design);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void machine(JsonGenerator json, MachineSpec machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeNumberField("cpus", machine.cpus());
    json.writeNumberField("memoryBytes", machine.memoryBytes());
    json.writeStringField("core", machine.core());
    json.writeStringField("timing", machine.timing().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("quantumCycles", machine.quantumCycles());
    json.writeNumberField("timeSliceNanos", machine.timeSliceNanos());
    json.writeNumberField("pageCacheBytes", machine.pageCacheBytes());
    json.writeBooleanField("tracing", machine.tracing());
    json.writeEndObject();
  }
}
