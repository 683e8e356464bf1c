package ksim.sched.scenario;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts probes and what they cost. A probe that finds its page costs what the timing model takes
 * for its instruction; one that faults costs in addition the time from the entry into the fault
 * handler to its return, waiting for memory included.
 */
final class ProbeMeter {
  private static final long QUARTERS = 4;

  private final Map<Long, Long> costByAddress;
  private final Map<Long, Long> faultStartByThread = new HashMap<>();
  private long executed;
  private long quarterCycles;
  private long faulted;
  private long faultCycles;

  /**
   * A meter.
   *
   * @param costByAddress for each probe instruction what the timing model charges for it, in
   *     quarters of a cycle
   */
  ProbeMeter(Map<Long, Long> costByAddress) {
    this.costByAddress = costByAddress;
  }

  /** Whether there is a probe instruction at an address. */
  boolean isProbe(long address) {
    return costByAddress.containsKey(address);
  }

  /** A probe instruction is about to execute, for the first time or again after its fault. */
  void reached(long address) {
    executed++;
    quarterCycles += costByAddress.getOrDefault(address, 0L);
  }

  /** A probe has faulted; the thread that runs it is in the fault handler. */
  void faulted(long thread, long cycles) {
    executed--; // the instruction will be restarted and counted then
    faulted++;
    faultStartByThread.put(thread, cycles);
  }

  /** The fault handler of a thread returns. */
  void faultReturned(long thread, long cycles) {
    Long start = faultStartByThread.remove(thread);
    if (start != null) {
      faultCycles += cycles - start;
    }
  }

  DesignResult.Probes result() {
    return new DesignResult.Probes(executed, faulted, quarterCycles / QUARTERS + faultCycles);
  }
}
