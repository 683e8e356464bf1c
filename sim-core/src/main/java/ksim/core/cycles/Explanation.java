package ksim.core.cycles;

import java.util.List;
import java.util.SortedMap;

/**
 * How the cycles of a block come about.
 *
 * @param measurement its cycles
 * @param instructions its instructions, that of a loop's own jump included
 * @param ports number of ports of the core
 * @param path cycles of an iteration by what they were spent on, along the critical path
 * @param portCycles cycles of an iteration on the critical path by the port that was waited for
 * @param chain indexes of the instructions of the dependence chain on the critical path in program
 *     order; empty if no cycles were spent on one
 * @param beginning the micro-operations of the first iterations, in program order: the core starts
 *     without work, caches and predictors are warm
 */
public record Explanation(
    Measurement measurement,
    List<ExplainedInstruction> instructions,
    int ports,
    SortedMap<Cause, Double> path,
    SortedMap<Integer, Double> portCycles,
    List<Integer> chain,
    List<RecordedUop> beginning) {

  /** What most cycles of the critical path were spent on. */
  public Cause bottleneck() {
    Cause largest = Cause.TRANSIT;
    double most = 0;
    for (var entry : path.entrySet()) {
      if (entry.getKey() != Cause.TRANSIT && entry.getValue() > most) {
        largest = entry.getKey();
        most = entry.getValue();
      }
    }
    return largest;
  }

  /** The part of the critical path that was spent on something, in percent. */
  public double percent(Cause cause) {
    double all = path.values().stream().mapToDouble(Double::doubleValue).sum();
    return all == 0 ? 0 : 100 * path.getOrDefault(cause, 0.0) / all;
  }
}
