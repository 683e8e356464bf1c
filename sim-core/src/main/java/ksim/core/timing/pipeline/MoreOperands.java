package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.uops.MicroOp;

/** Sources and results of micro-operations that have more than fit into the code. */
final class MoreOperands {
  private static final int[] NOTHING = {};

  private final List<Integer> places = new ArrayList<>();
  private final List<int[]> sources = new ArrayList<>();
  private final List<int[]> results = new ArrayList<>();

  /**
   * Keeps those of a micro-operation.
   *
   * @param place its place in the code
   * @param moreSources resources
   * @param moreResults results
   */
  void add(int place, List<Integer> moreSources, List<MicroOp.Result> moreResults) {
    places.add(place);
    sources.add(moreSources.stream().mapToInt(Integer::intValue).toArray());
    results.add(
        moreResults.stream()
            .mapToInt(r -> r.latencyCycles() << UopCode.LATENCY_SHIFT | r.resource())
            .toArray());
  }

  /** Resources that the micro-operation at a place waits for in addition. */
  int[] sources(int place) {
    int index = places.indexOf(place);
    return index < 0 ? NOTHING : sources.get(index);
  }

  /** What it writes in addition: latency, and resource in the low byte. */
  int[] results(int place) {
    int index = places.indexOf(place);
    return index < 0 ? NOTHING : results.get(index);
  }
}
