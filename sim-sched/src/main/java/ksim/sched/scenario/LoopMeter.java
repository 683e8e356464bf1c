package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import ksim.sched.kernel.MeasuredLoop;

/** Adds up the time that threads spend in measured loops, while they are on a CPU. */
final class LoopMeter {
  private final Map<String, long[]> roundsAndCycles = new TreeMap<>();

  void entered(ThreadRecord thread, MeasuredLoop loop, long cycles) {
    thread.loops.put(loop, thread.cpuCycles(cycles));
  }

  void left(ThreadRecord thread, MeasuredLoop loop, long cycles) {
    Long start = thread.loops.remove(loop);
    if (start != null) {
      long[] sums = roundsAndCycles.computeIfAbsent(loop.name(), name -> new long[2]);
      sums[0] += loop.rounds();
      sums[1] += thread.cpuCycles(cycles) - start;
    }
  }

  /** The measurements by name, each with the rounds that ended. */
  List<Measurement> result(List<MeasuredLoop> declared) {
    declared.forEach(loop -> roundsAndCycles.computeIfAbsent(loop.name(), name -> new long[2]));
    List<Measurement> measurements = new ArrayList<>();
    roundsAndCycles.forEach(
        (name, sums) ->
            measurements.add(new Measurement(name, sums[0], sums[1], OptionalDouble.empty())));
    return List.copyOf(measurements);
  }
}
