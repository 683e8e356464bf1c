package ksim.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import ksim.sched.scenario.FailureSite;
import ksim.sched.scenario.LockWait;
import ksim.sched.scenario.Outcome;

/** How a run ended, in JSON: what does not apply is left out. */
final class JsonOutcome {
  private JsonOutcome() {}

  static void write(JsonGenerator json, Outcome outcome) throws IOException {
    json.writeObjectFieldStart("outcome");
    json.writeStringField("kind", outcome.kind().id());
    unlessEmpty(json, "message", outcome.message());
    unlessEmpty(json, "hint", outcome.hint());
    if (outcome.failure().isPresent()) {
      failure(json, outcome.failure().get());
    }
    if (!outcome.waits().isEmpty()) {
      json.writeArrayFieldStart("waits");
      for (LockWait wait : outcome.waits()) {
        wait(json, wait);
      }
      json.writeEndArray();
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
    JsonFields.strings(json, "callChain", site.callChain());
    JsonFields.address(json, "rip", site.rip());
    json.writeStringField("instruction", site.disassembly());
    JsonFields.address(json, "rsp", site.rsp());
    if (site.address().isPresent()) {
      JsonFields.address(json, "address", site.address().getAsLong());
    }
    json.writeStringField("irq", site.interruptsEnabled() ? "enabled" : "disabled");
    json.writeNumberField("preemptDepth", site.preemptDepth());
    JsonFields.address(json, "stackLow", site.stackLow());
    JsonFields.address(json, "stackHigh", site.stackHigh());
  }

  private static void wait(JsonGenerator json, LockWait wait) throws IOException {
    json.writeStartObject();
    json.writeStringField("waiter", wait.waiter());
    unlessEmpty(json, "waiterMode", wait.waiterMode());
    JsonFields.strings(json, "waiterChain", wait.waiterChain());
    json.writeStringField("object", wait.object());
    unlessEmpty(json, "holder", wait.holder());
    unlessEmpty(json, "holderMode", wait.holderMode());
    JsonFields.strings(json, "holderChain", wait.holderChain());
    json.writeEndObject();
  }

  private static void unlessEmpty(JsonGenerator json, String name, String value)
      throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }
}
