package ksim.cli.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.observe.EventCounts;

/**
 * What was counted in a boot.
 *
 * @param instructions instructions of all CPUs
 * @param cycles how long the machine was on, in core cycles
 * @param hostNanos how long that took the host
 * @param cpus each CPU
 * @param devices accesses by device
 * @param unclaimedPorts accesses to ports without a device
 */
public record BootStatistics(
    long instructions,
    long cycles,
    long hostNanos,
    List<CpuCounts> cpus,
    SortedMap<String, Long> devices,
    SortedMap<Integer, Long> unclaimedPorts) {
  private static final double NANOS = 1e9;

  /**
   * What was counted of a CPU.
   *
   * @param number its number
   * @param instructions instructions that it has executed
   * @param cycles its local time
   * @param halts how often it has gone to sleep
   * @param exceptions by vector
   * @param interrupts by vector
   * @param memory page walks, caches and the like, by name
   */
  public record CpuCounts(
      int number,
      long instructions,
      long cycles,
      long halts,
      SortedMap<Integer, Long> exceptions,
      SortedMap<Integer, Long> interrupts,
      SortedMap<String, Long> memory) {}

  /** Takes the counts of a machine. */
  public static BootStatistics of(Machine machine, EventCounts events, long hostNanos) {
    List<CpuCounts> cpus = new ArrayList<>();
    for (Cpu cpu : machine.cpus()) {
      cpus.add(
          new CpuCounts(
              cpu.id,
              cpu.instructions,
              cpu.cycles,
              events.halts(cpu.id),
              events.exceptions(cpu.id),
              events.interrupts(cpu.id),
              MemoryCounts.of(machine, cpu)));
    }
    return new BootStatistics(
        machine.instructions(),
        machine.elapsedCycles(),
        hostNanos,
        cpus,
        machine.deviceAccesses(),
        machine.unclaimedPortAccesses());
  }

  /** Simulated time in seconds. */
  double seconds() {
    return cycles / (double) Machine.CORE_HERTZ;
  }

  /** Seconds of the host. */
  double hostSeconds() {
    return hostNanos / NANOS;
  }

  /** Millions of guest instructions in a second of the host. */
  double millionsPerSecond() {
    return hostNanos == 0 ? 0 : instructions * 1e3 / hostNanos;
  }

  /** The counts that are not zero. */
  static <K> List<Map.Entry<K, Long>> nonZero(SortedMap<K, Long> counts) {
    return counts.entrySet().stream().filter(entry -> entry.getValue() != 0).toList();
  }
}
