package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;

/** Records events for a time line, or nothing where none was asked for. */
final class TraceRecorder {
  /** More events than a viewer shows in comfort. */
  private static final int CAPACITY = 1_000_000;

  private final boolean enabled;
  private final List<TraceEvent> events = new ArrayList<>();
  private long dropped;

  TraceRecorder(boolean enabled) {
    this.enabled = enabled;
  }

  /** Whether events are kept, so that they are worth making. */
  boolean enabled() {
    return enabled;
  }

  void add(TraceEvent event) {
    if (!enabled) {
      return;
    }
    if (events.size() < CAPACITY) {
      events.add(event);
    } else {
      dropped++;
    }
  }

  Trace result() {
    return enabled ? new Trace(List.copyOf(events), dropped) : Trace.NONE;
  }
}
