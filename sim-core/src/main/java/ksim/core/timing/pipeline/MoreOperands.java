package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ksim.core.timing.uops.MicroOp;

/** Sources and results of micro-operations that have more than fit into the code. */
final class MoreOperands {
  private final List<int[]> sources = new ArrayList<>();
  private final List<int[]> results = new ArrayList<>();

  /** By place in the code: the index in the lists, of which number 0 is empty. */
  private int[] numbers = {};

  MoreOperands() {
    sources.add(new int[0]);
    results.add(new int[0]);
  }

  /**
   * Keeps those of a micro-operation.
   *
   * @param place its place in the code
   * @param moreSources resources
   * @param moreResults results
   */
  void add(int place, List<Integer> moreSources, List<MicroOp.Result> moreResults) {
    numbers = Arrays.copyOf(numbers, place + 1);
    numbers[place] = sources.size();
    sources.add(moreSources.stream().mapToInt(Integer::intValue).toArray());
    results.add(
        moreResults.stream()
            .mapToInt(r -> r.latencyCycles() << UopCode.LATENCY_SHIFT | r.resource())
            .toArray());
  }

  private int number(int place) {
    return place < numbers.length ? numbers[place] : 0;
  }

  /** Resources that the micro-operation at a place waits for in addition. */
  int[] sources(int place) {
    return sources.get(number(place));
  }

  /** What it writes in addition: latency, and resource in the low bits, as in the code. */
  int[] results(int place) {
    return results.get(number(place));
  }
}
