package ksim.core.machine;

import ksim.core.exec.Tiering;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;

/**
 * What a machine is made of.
 *
 * @param cpus number of CPUs, 1 to 64
 * @param memoryBytes size of RAM in bytes, a multiple of 4096
 * @param core name of the core description
 * @param timing how cycles are counted
 * @param quantumCycles how long a CPU runs at most before another one's turn, in core cycles, at
 *     least 1; with 1 the CPUs are interleaved instruction by instruction
 * @param cpuModel what kind of processor its CPUs are
 * @param seed what the processors' random-number generators start from
 * @param startSeconds the date when it is switched on, in seconds since 1970
 * @param tiering when code is compiled; it changes nothing but the speed
 */
public record MachineConfiguration(
    int cpus,
    long memoryBytes,
    String core,
    TimingLevel timing,
    long quantumCycles,
    CpuModel cpuModel,
    long seed,
    long startSeconds,
    Tiering tiering) {
  /** Largest number of CPUs. */
  public static final int MAXIMUM_CPUS = 64;

  /** Checks the ranges. */
  public MachineConfiguration {
    if (cpus < 1 || cpus > MAXIMUM_CPUS) {
      throw new IllegalArgumentException("CPUs must be 1 to 64, not " + cpus);
    }
    if (quantumCycles < 1) {
      throw new IllegalArgumentException("the quantum must be at least 1, not " + quantumCycles);
    }
  }

  /** A machine with both tiers of execution, switched on at {@link Machine#START_SECONDS}. */
  public MachineConfiguration(
      int cpus,
      long memoryBytes,
      String core,
      TimingLevel timing,
      long quantumCycles,
      CpuModel cpuModel,
      long seed) {
    this(
        cpus,
        memoryBytes,
        core,
        timing,
        quantumCycles,
        cpuModel,
        seed,
        Machine.START_SECONDS,
        Tiering.standard());
  }

  /** The same machine with other tiers of execution. */
  public MachineConfiguration with(Tiering tiers) {
    return new MachineConfiguration(
        cpus, memoryBytes, core, timing, quantumCycles, cpuModel, seed, startSeconds, tiers);
  }

  /** The same machine switched on at another date, in seconds since 1970. */
  public MachineConfiguration startingAt(long seconds) {
    return new MachineConfiguration(
        cpus, memoryBytes, core, timing, quantumCycles, cpuModel, seed, seconds, tiering);
  }

  /** A machine with CPUs of the standard model, and seed 0. */
  public MachineConfiguration(
      int cpus, long memoryBytes, String core, TimingLevel timing, long quantumCycles) {
    this(cpus, memoryBytes, core, timing, quantumCycles, CpuModels.standard(), 0);
  }
}
