package ksim.cli.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import ksim.sched.scenario.TraceEvent;

/**
 * Spreads the events of one thread or CPU over lanes so that in each lane any two events are apart
 * or one inside the other, as viewers want it. Sections that overlap without nesting, as locks that
 * are released in the order of their acquisition make them, need more than one.
 */
final class Lanes {
  private static final Comparator<TraceEvent> OUTER_FIRST =
      Comparator.comparingLong(TraceEvent::startCycles)
          .thenComparing(Comparator.comparingLong(TraceEvent::endCycles).reversed());

  private Lanes() {}

  /** The lanes, each in order of starts with outer events before inner ones. */
  static List<List<TraceEvent>> of(List<TraceEvent> events) {
    List<Lane> lanes = new ArrayList<>();
    for (TraceEvent event : events.stream().sorted(OUTER_FIRST).toList()) {
      if (lanes.stream().noneMatch(lane -> lane.take(event))) {
        Lane lane = new Lane();
        lane.take(event);
        lanes.add(lane);
      }
    }
    return lanes.stream().map(lane -> lane.events).toList();
  }

  private static final class Lane {
    private final List<TraceEvent> events = new ArrayList<>();
    private final Deque<Long> openEnds = new ArrayDeque<>();

    private boolean take(TraceEvent event) {
      while (!openEnds.isEmpty() && openEnds.element() <= event.startCycles()) {
        openEnds.pop();
      }
      if (!openEnds.isEmpty() && event.endCycles() > openEnds.element()) {
        return false;
      }
      openEnds.push(event.endCycles());
      return events.add(event);
    }
  }
}
