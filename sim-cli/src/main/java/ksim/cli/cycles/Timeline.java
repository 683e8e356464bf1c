package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cycles.Explanation;
import ksim.core.cycles.RecordedUop;
import ksim.core.timing.pipeline.UopEvent;

/**
 * When each micro-operation of the first iterations passed through the stages of the core.
 *
 * @param rows the micro-operations, in program order
 * @param cycles how many cycles there are
 */
record Timeline(List<Row> rows, int cycles) {
  /**
   * A micro-operation; cycles are counted from the first of the time line.
   *
   * @param uop what was recorded
   * @param text its instruction if it is the first of it, else empty
   * @param queued it can be issued
   * @param issued it is issued
   * @param ready its operands are there
   * @param started its port takes it; where there is none, it is issued
   * @param done it has executed
   * @param retired it retires
   */
  record Row(
      RecordedUop uop,
      String text,
      int queued,
      int issued,
      int ready,
      int started,
      int done,
      int retired) {}

  /** The time line of the first so many iterations. */
  static Timeline of(Explanation explanation, int iterations) {
    List<RecordedUop> uops =
        explanation.beginning().stream().filter(uop -> uop.iteration() < iterations).toList();
    if (uops.isEmpty()) {
      return new Timeline(List.of(), 0);
    }
    long start = uops.stream().mapToLong(uop -> uop.event().queued()).min().orElseThrow();
    long end = uops.stream().mapToLong(uop -> uop.event().retired()).max().orElseThrow();
    List<Row> rows = new ArrayList<>();
    int last = -1;
    for (RecordedUop uop : uops) {
      UopEvent event = uop.event();
      int position = uop.iteration() * explanation.instructions().size() + uop.instruction();
      String text = explanation.instructions().get(uop.instruction()).text();
      rows.add(
          new Row(
              uop,
              position == last ? "" : text,
              (int) (event.queued() - start),
              (int) (event.issued() - start),
              (int) (event.ready() - start),
              (int) (event.started() - start),
              (int) (event.done() - start),
              (int) (event.retired() - start)));
      last = position;
    }
    return new Timeline(List.copyOf(rows), (int) (end - start) + 1);
  }
}
