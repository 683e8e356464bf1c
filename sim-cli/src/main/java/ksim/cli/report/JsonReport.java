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
import java.util.OptionalDouble;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.FailureSite;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Outcome;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ScenarioResult;
import ksim.sched.scenario.StackUse;

/**
 * The report for programs, schema {@code ksim.report/1}: sizes in bytes, times in core cycles,
 * percentages with two decimals, addresses as hex strings, keys in a fixed order, nothing that
 * differs between two runs of the same build.
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
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeArrayFieldStart("scenarios");
      for (ScenarioResult result : results) {
        scenario(json, result);
      }
      json.writeEndArray();
      more.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return out.append('\n').toString();
  }

  private static void scenario(JsonGenerator json, ScenarioResult result) throws IOException {
    Scenario scenario = result.scenario();
    MachineSpec machine = scenario.machine();
    json.writeStartObject();
    json.writeStringField("scenario", scenario.name());
    json.writeStringField("description", scenario.description());
    json.writeObjectFieldStart("machine");
    json.writeNumberField("cpus", machine.cpus());
    json.writeNumberField("memoryBytes", machine.memoryBytes());
    json.writeStringField("core", machine.core());
    json.writeStringField("timing", machine.timing().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("quantumCycles", machine.quantumCycles());
    json.writeEndObject();
    json.writeBooleanField("asExpected", result.asExpected());
    json.writeArrayFieldStart("designs");
    for (DesignResult design : result.designs()) {
      design(json, design);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void design(JsonGenerator json, DesignResult design) throws IOException {
    json.writeStartObject();
    json.writeStringField("design", design.design());
    outcome(json, design.outcome());
    json.writeNumberField("cycles", design.cycles());
    json.writeNumberField("instructions", design.instructions());
    percent(json, "overheadPercent", design.overheadPercent());
    json.writeObjectFieldStart("stacks");
    stackUse(json, design.stacks());
    json.writeObjectFieldStart("mmap");
    stackUse(json, design.mmapStacks());
    json.writeEndObject();
    json.writeObjectFieldStart("malloc");
    stackUse(json, design.mallocStacks());
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("faults");
    json.writeNumberField("stack", design.faults().stack());
    json.writeNumberField("other", design.faults().other());
    json.writeNumberField("inProbe", design.faults().inProbe());
    json.writeEndObject();
    json.writeObjectFieldStart("probes");
    json.writeNumberField("executed", design.probes().executed());
    json.writeNumberField("faulted", design.probes().faulted());
    json.writeNumberField("cycles", design.probes().cycles());
    json.writeEndObject();
    json.writeNumberField("irqOffCyclesMax", design.irqOffCyclesMax());
    strings(json, "violations", design.violations());
    strings(json, "unmet", design.unmet());
    json.writeEndObject();
  }

  private static void outcome(JsonGenerator json, Outcome outcome) throws IOException {
    json.writeObjectFieldStart("outcome");
    json.writeStringField("kind", outcome.kind().id());
    if (!outcome.message().isEmpty()) {
      json.writeStringField("message", outcome.message());
    }
    if (!outcome.hint().isEmpty()) {
      json.writeStringField("hint", outcome.hint());
    }
    if (outcome.failure().isPresent()) {
      failure(json, outcome.failure().get());
    }
    json.writeEndObject();
  }

  private static void failure(JsonGenerator json, FailureSite site) throws IOException {
    json.writeStringField("thread", site.thread());
    json.writeNumberField("cpu", site.cpu());
    if (site.site().isPresent()) {
      json.writeStringField("site", site.site().get());
    }
    if (site.outerSite().isPresent()) {
      json.writeStringField("outerSite", site.outerSite().get());
    }
    json.writeStringField("function", site.function());
    strings(json, "callChain", site.callChain());
    address(json, "rip", site.rip());
    json.writeStringField("instruction", site.disassembly());
    address(json, "rsp", site.rsp());
    if (site.address().isPresent()) {
      address(json, "address", site.address().getAsLong());
    }
    json.writeStringField("irq", site.interruptsEnabled() ? "enabled" : "disabled");
    json.writeNumberField("preemptDepth", site.preemptDepth());
    address(json, "stackLow", site.stackLow());
    address(json, "stackHigh", site.stackHigh());
  }

  private static void stackUse(JsonGenerator json, StackUse use) throws IOException {
    json.writeNumberField("threads", use.threads());
    json.writeNumberField("reservedBytes", use.reservedBytes());
    json.writeNumberField("residentBytes", use.residentBytes());
    json.writeNumberField("peakResidentBytes", use.peakResidentBytes());
    json.writeNumberField("savedBytes", use.savedBytes());
    percent(json, "savedPercent", OptionalDouble.of(use.savedPercent()));
  }

  private static void percent(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, Math.round(value.getAsDouble() * 100) / 100.0);
    } else {
      json.writeNullField(name);
    }
  }

  private static void address(JsonGenerator json, String name, long address) throws IOException {
    json.writeStringField(name, "0x" + Long.toHexString(address));
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
