package ksim.sched.scenario;

import java.util.OptionalDouble;

/** Reads the figure that a metric names from a result. */
final class MetricValues {
  private MetricValues() {}

  /**
   * The figure; empty where the run has none, such as the overhead of a run that did not complete.
   */
  static OptionalDouble of(Metric metric, DesignResult result) {
    return switch (metric) {
      case OVERHEAD_PERCENT -> result.overheadPercent();
      case SAVED_PERCENT -> OptionalDouble.of(result.stacks().savedPercent());
      case MMAP_SAVED_PERCENT -> OptionalDouble.of(result.mmapStacks().savedPercent());
      case SAVED_PERCENT_OF_MEMORY ->
          OptionalDouble.of(percentOfMemory(result.stacks().savedBytes(), result));
      case STACK_PERCENT_OF_MEMORY ->
          OptionalDouble.of(percentOfMemory(result.stacks().peakResidentBytes(), result));
      case PEAK_RESIDENT_BYTES -> OptionalDouble.of((double) result.stacks().peakResidentBytes());
      case CYCLES -> OptionalDouble.of((double) result.cycles());
      case STACK_FAULTS -> OptionalDouble.of((double) result.faults().stack());
      case PROBE_FAULTS -> OptionalDouble.of((double) result.faults().inProbe());
      case PROBES -> OptionalDouble.of((double) result.probes().executed());
      case PROBES_ON_RESIDENT_STACKS ->
          OptionalDouble.of((double) result.probes().onResidentStacks());
      case PROBE_CYCLES -> OptionalDouble.of((double) result.probes().cycles());
      case OTHER_FAULTS -> OptionalDouble.of((double) result.faults().other());
      case SLEEPING_FAULTS -> OptionalDouble.of((double) result.faults().slept());
      case IRQ_OFF_CYCLES_MAX -> OptionalDouble.of((double) result.irqOffCyclesMax());
      case SECTION_DEPTH_MAX ->
          OptionalDouble.of(
              (double)
                  result.sections().stream().mapToLong(SectionUse::maxDepthBytes).max().orElse(0));
      case PAGE_TABLE_BYTES -> OptionalDouble.of((double) result.memory().pageTableBytes());
      case HEAP_BYTES -> OptionalDouble.of((double) result.memory().heapBytes());
      case IN_TRANSIT_BYTES -> OptionalDouble.of((double) result.memory().inTransitBytes());
      case VIOLATIONS -> OptionalDouble.of(result.violations().size());
    };
  }

  private static double percentOfMemory(long bytes, DesignResult result) {
    return 100.0 * bytes / result.memoryBytes();
  }
}
