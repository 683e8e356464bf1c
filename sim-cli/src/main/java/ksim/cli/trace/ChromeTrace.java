package ksim.cli.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import ksim.core.machine.Machine;
import ksim.sched.scenario.TraceEvent;

/**
 * Time lines as JSON of the Trace Event Format, which Perfetto and chrome://tracing open.
 *
 * <p>A run is a process. Each of its CPUs is a track with the threads that ran there; each of its
 * threads a track with faults, probes, atomic sections and interrupts. What has a duration is a
 * complete event ({@code X}), what has none an instant ({@code i}). Times are microseconds of the
 * simulated time with three decimals, rounded down; the exact cycles are among the arguments.
 *
 * @see <a
 *     href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace
 *     Event Format</a>
 */
public final class ChromeTrace {
  private static final long CYCLES_PER_NANO = Machine.CORE_HERTZ / 1_000_000_000;

  private final JsonGenerator json;

  /** Identifiers of tracks are unique in the file, and none is that of a process. */
  private int lastTrack;

  private ChromeTrace(JsonGenerator json, int processes) {
    this.json = json;
    this.lastTrack = processes;
  }

  /**
   * Writes the time lines of {@code runs}, one process each, in their order.
   *
   * @throws IOException if {@code out} fails
   */
  public static void write(List<TracedRun> runs, Writer out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      ChromeTrace trace = new ChromeTrace(json, runs.size());
      json.writeStartObject();
      json.writeStringField("displayTimeUnit", "ns");
      json.writeObjectFieldStart("otherData");
      json.writeStringField("producer", "ksim");
      json.writeNumberField("coreHertz", Machine.CORE_HERTZ);
      for (TracedRun run : runs) {
        if (run.trace().dropped() > 0) {
          json.writeNumberField("dropped events of " + run.name(), run.trace().dropped());
        }
      }
      json.writeEndObject();
      json.writeArrayFieldStart("traceEvents");
      for (int i = 0; i < runs.size(); i++) {
        trace.run(i + 1, runs.get(i));
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void run(int process, TracedRun run) throws IOException {
    metadata(process, 0, "process_name", "name", run.name());
    metadata(process, 0, "process_sort_index", "sort_index", process);
    if (run.trace().dropped() > 0) {
      String label = run.trace().dropped() + " later events dropped";
      metadata(process, 0, "process_labels", "labels", label);
    }
    Map<Integer, List<TraceEvent>> cpus = new TreeMap<>();
    Map<String, List<TraceEvent>> threads = new LinkedHashMap<>();
    for (TraceEvent event : run.trace().events()) {
      if (event.kind() == TraceEvent.Kind.RUNNING) {
        cpus.computeIfAbsent(event.cpu(), cpu -> new ArrayList<>()).add(event);
      } else {
        threads.computeIfAbsent(event.thread(), thread -> new ArrayList<>()).add(event);
      }
    }
    for (Map.Entry<Integer, List<TraceEvent>> cpu : cpus.entrySet()) {
      tracks(process, "CPU " + cpu.getKey(), cpu.getValue());
    }
    for (Map.Entry<String, List<TraceEvent>> thread : threads.entrySet()) {
      tracks(process, thread.getKey(), thread.getValue());
    }
  }

  private void tracks(int process, String name, List<TraceEvent> events) throws IOException {
    int number = 0;
    for (List<TraceEvent> lane : Lanes.of(events)) {
      int track = ++lastTrack;
      String suffix = ++number == 1 ? "" : " (" + number + ")";
      metadata(process, track, "thread_name", "name", name + suffix);
      metadata(process, track, "thread_sort_index", "sort_index", track);
      for (TraceEvent event : lane) {
        event(process, track, event);
      }
    }
  }

  private void event(int process, int track, TraceEvent event) throws IOException {
    boolean instant = event.startCycles() == event.endCycles();
    long start = nanos(event.startCycles());
    json.writeStartObject();
    json.writeStringField("ph", instant ? "i" : "X");
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", track);
    microseconds("ts", start);
    if (instant) {
      json.writeStringField("s", "t");
    } else {
      microseconds("dur", nanos(event.endCycles()) - start);
    }
    json.writeStringField("name", event.name());
    json.writeStringField("cat", event.kind().name().toLowerCase(Locale.ROOT));
    json.writeObjectFieldStart("args");
    json.writeNumberField("startCycles", event.startCycles());
    json.writeNumberField("cycles", event.endCycles() - event.startCycles());
    if (event.kind() != TraceEvent.Kind.RUNNING) {
      json.writeNumberField("cpu", event.cpu());
    }
    if (!event.detail().isEmpty()) {
      json.writeStringField("detail", event.detail());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static long nanos(long cycles) {
    return cycles / CYCLES_PER_NANO;
  }

  private void microseconds(String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(nanos / 1000 + "." + Long.toString(1000 + nanos % 1000).substring(1));
  }

  private void metadata(int process, int track, String what, String name, String value)
      throws IOException {
    beginMetadata(process, track, what);
    json.writeStringField(name, value);
    endMetadata();
  }

  private void metadata(int process, int track, String what, String name, int value)
      throws IOException {
    beginMetadata(process, track, what);
    json.writeNumberField(name, value);
    endMetadata();
  }

  private void beginMetadata(int process, int track, String what) throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeNumberField("pid", process);
    if (track != 0) {
      json.writeNumberField("tid", track);
    }
    json.writeStringField("name", what);
    json.writeObjectFieldStart("args");
  }

  private void endMetadata() throws IOException {
    json.writeEndObject();
    json.writeEndObject();
  }
}
