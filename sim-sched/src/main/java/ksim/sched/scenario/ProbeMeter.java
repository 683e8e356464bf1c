package ksim.sched.scenario;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts probes and what they cost. A probe that finds its page costs what the timing model takes
 * for its instruction; one that faults costs in addition the time that its thread spends on a CPU
 * between the entry into the fault handler and its return.
 */
final class ProbeMeter {
  private static final long QUARTERS = 4;
  private static final long SLEEPING = -1;

  private final Map<Long, Long> costByAddress;

  /** For each thread whose probe has faulted: since when it runs; {@link #SLEEPING} while not. */
  private final Map<Long, Long> faultingSince = new HashMap<>();

  private long executed;
  private long onResidentStacks;
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

  /**
   * A probe instruction is about to execute, for the first time or again after its fault.
   *
   * @param residentStack whether it reads its own thread's stack and that cannot fault
   */
  void reached(long address, boolean residentStack) {
    executed++;
    onResidentStacks += residentStack ? 1 : 0;
    quarterCycles += costByAddress.getOrDefault(address, 0L);
  }

  /** A probe has faulted; the thread that runs it is in the fault handler. */
  void faulted(long address, long thread, long cycles) {
    executed--; // the instruction will be restarted and counted then
    quarterCycles -= costByAddress.getOrDefault(address, 0L);
    faulted++;
    faultingSince.put(thread, cycles);
  }

  /** A CPU switches from one thread to another. */
  void switched(long previous, long next, long cycles) {
    if (faultingSince.containsKey(previous)) {
      faultCycles += cycles - faultingSince.put(previous, SLEEPING);
    }
    faultingSince.computeIfPresent(next, (thread, since) -> cycles);
  }

  /** The fault handler of a thread returns. */
  void faultReturned(long thread, long cycles) {
    Long since = faultingSince.remove(thread);
    if (since != null) {
      faultCycles += cycles - since;
    }
  }

  DesignResult.Probes result() {
    return new DesignResult.Probes(
        executed, faulted, quarterCycles / QUARTERS + faultCycles, onResidentStacks);
  }
}
