package ksim.sched.scenario;

import java.util.List;

/**
 * Page faults and resident stack memory over the time of a run, in slices of equal length.
 *
 * @param sliceCycles length of a slice in core cycles, at least 1
 * @param stackFaults stack page faults in each slice
 * @param otherFaults other page faults in each slice
 * @param residentStackBytes bytes of stacks that were resident at the end of each slice
 */
public record FaultTimeline(
    long sliceCycles,
    List<Long> stackFaults,
    List<Long> otherFaults,
    List<Long> residentStackBytes) {
  /** Nothing happened. */
  public static final FaultTimeline EMPTY = new FaultTimeline(1, List.of(), List.of(), List.of());
}
