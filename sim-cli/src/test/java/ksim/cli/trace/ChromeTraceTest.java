package ksim.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ksim.cli.trace.JsonLines.Line;
import ksim.sched.scenario.Trace;
import ksim.sched.scenario.TraceEvent;
import ksim.sched.scenario.TraceEvent.Kind;
import org.junit.jupiter.api.Test;

class ChromeTraceTest {
  private static final TraceEvent RUNNING =
      new TraceEvent(Kind.RUNNING, 1, "writer", "writer", 3_000, 9_001, "");
  private static final TraceEvent OUTER =
      new TraceEvent(Kind.SECTION, 1, "writer", "mutex_lock", 3_100, 5_000, "");
  private static final TraceEvent INNER =
      new TraceEvent(Kind.SECTION, 1, "writer", "thread_wake", 3_100, 4_000, "depth 320");
  private static final TraceEvent FAULT =
      new TraceEvent(Kind.FAULT, 1, "writer", "pipe_write", 6_000, 8_002, "0x2000000ff000");
  private static final TraceEvent TIMER =
      new TraceEvent(Kind.INTERRUPT, 1, "writer", "timer", 7_000, 7_000, "");

  private static String json(TracedRun... runs) throws IOException {
    StringWriter out = new StringWriter();
    ChromeTrace.write(List.of(runs), out);
    return out.toString();
  }

  private static TracedRun run(String name, long dropped, TraceEvent... events) {
    return new TracedRun(name, new Trace(List.of(events), dropped));
  }

  @Test
  void namesProcessesAndTracks() throws IOException {
    String json = json(run("pipe / lazy", 0, INNER, OUTER, FAULT, RUNNING), run("b", 0, RUNNING));
    List<Line> metadata = JsonLines.of(json).stream().filter(l -> l.is("ph", "M")).toList();
    assertThat(metadata)
        .extracting(
            line ->
                line.get("pid")
                    + " "
                    + line.get("tid")
                    + " "
                    + line.get("name")
                    + " "
                    + line.get("args/name")
                    + line.get("args/sort_index"))
        .containsExactly(
            "1 - process_name pipe / lazy-",
            "1 - process_sort_index -1",
            "1 3 thread_name CPU 1-",
            "1 3 thread_sort_index -3",
            "1 4 thread_name writer-",
            "1 4 thread_sort_index -4",
            "2 - process_name b-",
            "2 - process_sort_index -2",
            "2 5 thread_name CPU 1-",
            "2 5 thread_sort_index -5");
  }

  @Test
  void timesAreMicrosecondsAtThreeGigahertz() throws IOException {
    List<Line> lines = JsonLines.of(json(run("r", 0, RUNNING, FAULT, TIMER)));
    assertThat(lines)
        .filteredOn(line -> line.is("name", "pipe_write"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.get("ts")).isEqualTo("2.000");
              assertThat(line.get("dur")).isEqualTo("0.667");
              assertThat(line.get("cat")).isEqualTo("fault");
              assertThat(line.get("args/cycles")).isEqualTo("2002");
              assertThat(line.get("args/detail")).isEqualTo("0x2000000ff000");
            });
    assertThat(lines)
        .filteredOn(line -> line.is("name", "timer"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.get("ph")).isEqualTo("i");
              assertThat(line.get("s")).isEqualTo("t");
              assertThat(line.get("ts")).isEqualTo("2.333");
            });
  }

  /** Also with durations that are no whole number of nanoseconds, and sections that overlap. */
  @Test
  void eventsOfATrackNest() throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    for (long i = 0; i < 40; i++) {
      long start = 1_000 + i * 37;
      events.add(new TraceEvent(Kind.SECTION, 0, "t", "a", start, start + 61 * (i % 5) + 1, ""));
      events.add(new TraceEvent(Kind.SECTION, 0, "t", "b", start + 1, start + 20 + i % 7, ""));
    }
    TracedRun run = new TracedRun("r", new Trace(events, 0));
    StringWriter out = new StringWriter();
    ChromeTrace.write(List.of(run), out);
    List<Line> slices =
        JsonLines.of(out.toString()).stream().filter(line -> line.is("ph", "X")).toList();
    assertThat(slices).hasSize(80);
    Map<String, List<Line>> tracks = new TreeMap<>();
    slices.forEach(
        line -> tracks.computeIfAbsent(line.get("tid"), t -> new ArrayList<>()).add(line));
    assertThat(tracks).hasSizeBetween(2, 10);
    tracks.values().forEach(ChromeTraceTest::assertNested);
  }

  private static void assertNested(List<Line> track) {
    assertThat(track).isSortedAccordingTo(Comparator.comparingLong(line -> nanos(line, "ts")));
    Deque<Long> open = new ArrayDeque<>();
    for (Line line : track) {
      long start = nanos(line, "ts");
      long end = start + nanos(line, "dur");
      assertThat(end).isGreaterThanOrEqualTo(start);
      while (!open.isEmpty() && open.element() <= start) {
        open.pop();
      }
      if (!open.isEmpty()) {
        assertThat(end).isLessThanOrEqualTo(open.element());
      }
      open.push(end);
    }
  }

  private static long nanos(Line line, String field) {
    return Long.parseLong(line.get(field).replace(".", ""));
  }

  @Test
  void sectionsThatOverlapGetATrackMore() throws IOException {
    TraceEvent crossing = new TraceEvent(Kind.SECTION, 1, "writer", "x", 4_500, 5_500, "");
    assertThat(json(run("r", 0, OUTER, crossing)))
        .contains("\"name\":\"writer\"", "\"name\":\"writer (2)\"");
  }

  @Test
  void saysHowManyEventsWereDropped() throws IOException {
    assertThat(json(run("pipe / lazy", 12, RUNNING)))
        .contains("\"dropped events of pipe / lazy\":12", "\"labels\":\"12 later events dropped\"");
    assertThat(json(run("pipe / lazy", 0, RUNNING))).doesNotContain("dropped");
  }

  @Test
  void isTheSameEachTimeAndEmptyWhereNothingWasTraced() throws IOException {
    assertThat(json(run("r", 0, OUTER, INNER))).isEqualTo(json(run("r", 0, OUTER, INNER)));
    assertThat(json()).endsWith("\"traceEvents\":[]}\n");
  }
}
