package ksim.sched.scenario;

import ksim.core.timing.TimingLevel;

/**
 * The machine that a scenario runs on.
 *
 * @param cpus number of CPUs, 1 to 64
 * @param memoryBytes size of its RAM in bytes, a multiple of 4096
 * @param core name of the core description, perhaps with other values of parameters behind it
 * @param timing how cycles are counted
 * @param quantumCycles length in cycles of the slices in which CPUs are interleaved, at least 1
 * @param timeSliceNanos length of the kernel's time slice in nanoseconds, at least 1,000
 * @param pageCacheBytes page cache at boot, a multiple of 4096: it is given up when memory runs out
 * @param tracing whether tracepoints write records
 */
public record MachineSpec(
    int cpus,
    long memoryBytes,
    String core,
    TimingLevel timing,
    long quantumCycles,
    long timeSliceNanos,
    long pageCacheBytes,
    boolean tracing) {
  /** A machine with time slices of 1 ms, no page cache and tracing on. */
  public static MachineSpec of(
      int cpus, long memoryBytes, String core, TimingLevel timing, long quantumCycles) {
    return new MachineSpec(cpus, memoryBytes, core, timing, quantumCycles, 1_000_000, 0, true);
  }

  /** The same machine with another core. */
  public MachineSpec withCore(String other) {
    return new MachineSpec(
        cpus, memoryBytes, other, timing, quantumCycles, timeSliceNanos, pageCacheBytes, tracing);
  }

  /** The same machine with another way of counting cycles. */
  public MachineSpec withTiming(TimingLevel level) {
    return new MachineSpec(
        cpus, memoryBytes, core, level, quantumCycles, timeSliceNanos, pageCacheBytes, tracing);
  }
}
