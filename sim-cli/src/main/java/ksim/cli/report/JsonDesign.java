package ksim.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import ksim.core.timing.TimingGaps;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.FaultTimeline;
import ksim.sched.scenario.Measurement;
import ksim.sched.scenario.MemoryUse;
import ksim.sched.scenario.Safeguard;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.SectionUse;
import ksim.sched.scenario.StackResidency;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackUse;

/** What one design did, in JSON. */
final class JsonDesign {
  private JsonDesign() {}

  /** Writes {@code design}, a result of {@code scenario}. */
  static void write(JsonGenerator json, Scenario scenario, DesignResult design) throws IOException {
    json.writeStartObject();
    json.writeStringField("design", design.design());
    JsonOutcome.write(json, design.outcome());
    json.writeNumberField("cycles", design.cycles());
    json.writeNumberField("instructions", design.instructions());
    JsonFields.decimal(json, "overheadPercent", design.overheadPercent());
    stacks(json, design);
    faultsAndProbes(json, design);
    timingGaps(json, design.timingGaps());
    json.writeNumberField("irqOffCyclesMax", design.irqOffCyclesMax());
    memory(json, design.memory());
    sections(json, design.sections());
    measurements(json, design.measurements());
    residency(json, design.residency());
    timeline(json, design.timeline());
    JsonFields.strings(json, "violations", design.violations());
    JsonFields.strings(json, "unmet", design.unmet());
    JsonFields.strings(
        json,
        "unexpected",
        Safeguard.unkept(scenario, design).stream()
            .flatMap(safeguard -> safeguard.failure(design).stream())
            .toList());
    json.writeEndObject();
  }

  private static void stacks(JsonGenerator json, DesignResult design) throws IOException {
    json.writeObjectFieldStart("stacks");
    stackUse(json, design.stacks());
    json.writeObjectFieldStart("mmap");
    stackUse(json, design.mmapStacks());
    json.writeEndObject();
    json.writeObjectFieldStart("malloc");
    stackUse(json, design.mallocStacks());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void stackUse(JsonGenerator json, StackUse use) throws IOException {
    json.writeNumberField("threads", use.threads());
    json.writeNumberField("reservedBytes", use.reservedBytes());
    json.writeNumberField("residentBytes", use.residentBytes());
    json.writeNumberField("peakResidentBytes", use.peakResidentBytes());
    json.writeNumberField("savedBytes", use.savedBytes());
    JsonFields.decimal(json, "savedPercent", OptionalDouble.of(use.savedPercent()));
  }

  private static void faultsAndProbes(JsonGenerator json, DesignResult design) throws IOException {
    json.writeObjectFieldStart("faults");
    json.writeNumberField("stack", design.faults().stack());
    json.writeNumberField("other", design.faults().other());
    json.writeNumberField("inProbe", design.faults().inProbe());
    json.writeNumberField("slept", design.faults().slept());
    json.writeEndObject();
    json.writeObjectFieldStart("probes");
    json.writeNumberField("executed", design.probes().executed());
    json.writeNumberField("faulted", design.probes().faulted());
    json.writeNumberField("cycles", design.probes().cycles());
    json.writeNumberField("onResidentStacks", design.probes().onResidentStacks());
    json.writeEndObject();
  }

  private static void timingGaps(JsonGenerator json, TimingGaps gaps) throws IOException {
    json.writeObjectFieldStart("timingGaps");
    json.writeNumberField("instructionsWithoutFigure", gaps.instructionsWithoutFigure());
    json.writeNumberField("accessesNotAttributed", gaps.accessesNotAttributed());
    json.writeEndObject();
  }

  private static void memory(JsonGenerator json, MemoryUse memory) throws IOException {
    json.writeObjectFieldStart("memory");
    json.writeNumberField("totalBytes", memory.totalBytes());
    json.writeNumberField("freeBytes", memory.freeBytes());
    json.writeNumberField("pageCacheBytes", memory.pageCacheBytes());
    json.writeNumberField("stackBytes", memory.stackBytes());
    json.writeNumberField("entryStackBytes", memory.entryStackBytes());
    json.writeNumberField("mappingBytes", memory.mappingBytes());
    json.writeNumberField("pageTableBytes", memory.pageTableBytes());
    json.writeNumberField("heapBytes", memory.heapBytes());
    json.writeNumberField("inTransitBytes", memory.inTransitBytes());
    json.writeNumberField("accountedBytes", memory.accountedBytes());
    json.writeBooleanField("closes", memory.closes());
    json.writeEndObject();
  }

  private static void sections(JsonGenerator json, List<SectionUse> sections) throws IOException {
    json.writeArrayFieldStart("sections");
    for (SectionUse section : sections) {
      json.writeStartObject();
      json.writeStringField("site", section.site());
      json.writeStringField("function", section.function());
      json.writeStringField("kind", section.kind().id());
      json.writeNumberField("rule", section.rule().number());
      json.writeNumberField("entered", section.entered());
      json.writeNumberField("maxDepthBytes", section.maxDepthBytes());
      json.writeNumberField("maxCycles", section.maxCycles());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void measurements(JsonGenerator json, List<Measurement> measurements)
      throws IOException {
    json.writeArrayFieldStart("measurements");
    for (Measurement measurement : measurements) {
      json.writeStartObject();
      json.writeStringField("name", measurement.name());
      json.writeNumberField("rounds", measurement.rounds());
      json.writeNumberField("cycles", measurement.cycles());
      JsonFields.decimal(json, "cyclesPerRound", measurement.cyclesPerRound());
      JsonFields.decimal(json, "overheadPercent", measurement.overheadPercent());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void residency(JsonGenerator json, List<StackResidency> stacks)
      throws IOException {
    json.writeObjectFieldStart("residency");
    json.writeNumberField("usedPages", pages(stacks, PageState.USED));
    json.writeNumberField("probedPages", pages(stacks, PageState.PROBED));
    json.writeNumberField("untouchedPages", pages(stacks, PageState.UNTOUCHED));
    json.writeNumberField("absentPages", pages(stacks, PageState.ABSENT));
    json.writeNumberField("residentPages", pages(stacks, PageState.RESIDENT));
    json.writeEndObject();
  }

  private static long pages(List<StackResidency> stacks, PageState state) {
    return stacks.stream().mapToLong(stack -> stack.pages(state)).sum();
  }

  private static void timeline(JsonGenerator json, FaultTimeline timeline) throws IOException {
    json.writeObjectFieldStart("timeline");
    json.writeNumberField("sliceCycles", timeline.sliceCycles());
    JsonFields.numbers(json, "stackFaults", timeline.stackFaults());
    JsonFields.numbers(json, "otherFaults", timeline.otherFaults());
    JsonFields.numbers(json, "residentStackBytes", timeline.residentStackBytes());
    json.writeEndObject();
  }
}
