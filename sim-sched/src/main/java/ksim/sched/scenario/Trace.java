package ksim.sched.scenario;

import java.util.List;

/**
 * The events of a run, in order of their ends.
 *
 * @param events the events; none where no trace was asked for
 * @param dropped events that did not fit: a trace keeps the first ones
 */
public record Trace(List<TraceEvent> events, long dropped) {
  /** Nothing recorded. */
  public static final Trace NONE = new Trace(List.of(), 0);
}
