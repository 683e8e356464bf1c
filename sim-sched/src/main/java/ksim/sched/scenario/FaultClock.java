package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records faults and resident stack memory over time in a fixed amount of memory: slices get twice
 * as long whenever the run has outgrown them.
 */
final class FaultClock {
  private static final int SLICES = 128;
  private static final long UNCHANGED = -1;

  private long sliceCycles = 1024;
  private final long[] stackFaults = new long[SLICES];
  private final long[] otherFaults = new long[SLICES];
  private final long[] residentBytes = new long[SLICES];

  FaultClock() {
    Arrays.fill(residentBytes, UNCHANGED);
  }

  void stackFault(long cycles) {
    stackFaults[slice(cycles)]++;
  }

  void otherFault(long cycles) {
    otherFaults[slice(cycles)]++;
  }

  void resident(long cycles, long bytes) {
    residentBytes[slice(cycles)] = bytes;
  }

  private int slice(long cycles) {
    while (cycles / sliceCycles >= SLICES) {
      fold();
    }
    return (int) (cycles / sliceCycles);
  }

  private void fold() {
    sliceCycles *= 2;
    for (int i = 0; i < SLICES; i++) {
      int from = 2 * i;
      boolean inside = from < SLICES;
      stackFaults[i] = inside ? stackFaults[from] + stackFaults[from + 1] : 0;
      otherFaults[i] = inside ? otherFaults[from] + otherFaults[from + 1] : 0;
      long last = inside ? residentBytes[from + 1] : UNCHANGED;
      residentBytes[i] = !inside || last != UNCHANGED ? last : residentBytes[from];
    }
  }

  /** What was recorded up to the end of the run. */
  FaultTimeline result(long endCycles) {
    int slices = slice(endCycles) + 1;
    List<Long> resident = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < slices; i++) {
      bytes = residentBytes[i] == UNCHANGED ? bytes : residentBytes[i];
      resident.add(bytes);
    }
    return new FaultTimeline(
        sliceCycles, list(stackFaults, slices), list(otherFaults, slices), List.copyOf(resident));
  }

  private static List<Long> list(long[] values, int count) {
    return Arrays.stream(values).limit(count).boxed().toList();
  }
}
