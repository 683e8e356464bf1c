package ksim.sched.scenario;

import java.util.List;
import java.util.OptionalDouble;

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
 * @param irqOffCyclesMax longest time that a CPU ran with interrupts disabled after boot, in cycles
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
    long irqOffCyclesMax,
    List<String> violations,
    List<String> unmet) {

  /** The same with its overhead against {@code populate}. */
  DesignResult withOverhead(OptionalDouble percent) {
    return new DesignResult(
        design,
        outcome,
        cycles,
        instructions,
        percent,
        stacks,
        mmapStacks,
        mallocStacks,
        memoryBytes,
        faults,
        probes,
        irqOffCyclesMax,
        violations,
        unmet);
  }

  /** The same with the expectations that it does not meet. */
  DesignResult withUnmet(List<String> sentences) {
    return new DesignResult(
        design,
        outcome,
        cycles,
        instructions,
        overheadPercent,
        stacks,
        mmapStacks,
        mallocStacks,
        memoryBytes,
        faults,
        probes,
        irqOffCyclesMax,
        violations,
        sentences);
  }

  /**
   * Page faults.
   *
   * @param stack on a stack, those in a probe included
   * @param other elsewhere
   * @param inProbe raised by a probe
   */
  public record Faults(long stack, long other, long inProbe) {}

  /**
   * Pre-fault probes.
   *
   * @param executed probe instructions executed
   * @param faulted probes that faulted
   * @param cycles cycles spent in them, their faults included
   */
  public record Probes(long executed, long faulted, long cycles) {}
}
