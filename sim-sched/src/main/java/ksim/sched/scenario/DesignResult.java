package ksim.sched.scenario;

import java.util.List;
import java.util.OptionalDouble;
import ksim.core.timing.TimingGaps;

/**
 * What one design did in one scenario. Every figure comes from the simulation.
 *
 * @param design label of the design
 * @param outcome how the run ended
 * @param cycles cycles from boot to the end
 * @param instructions instructions retired by all CPUs
 * @param overheadPercent cycles more than under {@code populate}; empty where either did not
 *     complete
 * @param stacks all stacks
 * @param mmapStacks stacks from mmap
 * @param mallocStacks stacks from the allocator
 * @param memoryBytes size of the machine's RAM
 * @param faults page faults
 * @param probes pre-fault probes
 * @param timingGaps what the timing level had to guess or to leave out
 * @param irqOffCyclesMax longest time that a CPU ran with interrupts disabled after boot, in cycles
 * @param memory where all page frames are at the end
 * @param sections atomic sections that were entered, by name
 * @param measurements what {@code measure} operations have measured, by name
 * @param residency what became of each page of each stack, in order of the threads' creation
 * @param timeline faults and resident stacks over time
 * @param trace events for a time line; none unless asked for
 * @param violations rules that were broken, in order of occurrence
 * @param unmet expectations that were not met, each one sentence
 */
public record DesignResult(
    String design,
    Outcome outcome,
    long cycles,
    long instructions,
    OptionalDouble overheadPercent,
    StackUse stacks,
    StackUse mmapStacks,
    StackUse mallocStacks,
    long memoryBytes,
    Faults faults,
    Probes probes,
    TimingGaps timingGaps,
    long irqOffCyclesMax,
    MemoryUse memory,
    List<SectionUse> sections,
    List<Measurement> measurements,
    List<StackResidency> residency,
    FaultTimeline timeline,
    Trace trace,
    List<String> violations,
    List<String> unmet) {

  /** The same with its overhead against {@code populate}. */
  DesignResult withOverhead(OptionalDouble percent) {
    return with(percent, measurements, unmet);
  }

  /** The same with other measurements. */
  DesignResult withMeasurements(List<Measurement> measured) {
    return with(overheadPercent, measured, unmet);
  }

  /** The same with the expectations that it does not meet. */
  DesignResult withUnmet(List<String> sentences) {
    return with(overheadPercent, measurements, sentences);
  }

  private DesignResult with(
      OptionalDouble overhead, List<Measurement> measured, List<String> sentences) {
    return new DesignResult(
        design,
        outcome,
        cycles,
        instructions,
        overhead,
        stacks,
        mmapStacks,
        mallocStacks,
        memoryBytes,
        faults,
        probes,
        timingGaps,
        irqOffCyclesMax,
        memory,
        sections,
        measured,
        residency,
        timeline,
        trace,
        violations,
        sentences);
  }

  /**
   * Page faults.
   *
   * @param stack on a stack, those in a probe included
   * @param other elsewhere
   * @param inProbe raised by a probe
   * @param slept whose handler slept, as it does when it waits for memory
   */
  public record Faults(long stack, long other, long inProbe, long slept) {}

  /**
   * Pre-fault probes.
   *
   * @param executed probe instructions executed
   * @param faulted probes that faulted
   * @param cycles cycles spent in them, their faults included
   * @param onResidentStacks executed by threads whose stack cannot fault: kernel threads and
   *     application threads with a populated one; what a parent reads of its child's stack aside
   */
  public record Probes(long executed, long faulted, long cycles, long onResidentStacks) {}
}
