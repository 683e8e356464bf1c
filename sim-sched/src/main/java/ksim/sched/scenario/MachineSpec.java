package ksim.sched.scenario;

import ksim.core.timing.TimingLevel;

/**
 * The machine that a scenario runs on.
 *
 * @param cpus number of CPUs, 1 to 64
 * @param memoryBytes size of its RAM in bytes, a multiple of 4096
 * @param core name of the core description
 * @param timing how cycles are counted
 * @param quantumCycles length in cycles of the slices in which CPUs are interleaved, at least 1
 */
public record MachineSpec(
    int cpus, long memoryBytes, String core, TimingLevel timing, long quantumCycles) {}
