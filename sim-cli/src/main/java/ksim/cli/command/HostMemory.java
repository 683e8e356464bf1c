package ksim.cli.command;

import java.util.concurrent.Semaphore;
import ksim.sched.scenario.Scenario;

/**
 * Admits runs to the host's memory, first come, first served: those that run at a time need
 * together no more than three quarters of the Java heap by their estimates. A run that is estimated
 * to need more than that runs alone.
 *
 * <p>The estimate is what a run can make resident at most: its threads' stacks with the kernel's
 * own for each, its page cache and some megabytes for kernel and simulator, but no more than the
 * machine's RAM. Under lazy designs it is far too high, on purpose: it only has to keep runs apart
 * that would exhaust the heap together.
 */
final class HostMemory {
  private static final long MIB = 1 << 20;
  private static final long BASE_BYTES = 48 * MIB;
  private static final long THREAD_BYTES = 64 << 10;

  private final int budgetMib;
  private final Semaphore mib;

  /**
   * @param heapBytes size of the Java heap
   */
  HostMemory(long heapBytes) {
    budgetMib = Math.clamp(heapBytes / 4 * 3 / MIB, 1, Integer.MAX_VALUE);
    mib = new Semaphore(budgetMib, true);
  }

  /** Waits until there is room for a run of {@code scenario}, and takes it. */
  void acquire(Scenario scenario) throws InterruptedException {
    mib.acquire(share(scenario));
  }

  /** Gives the room back. */
  void release(Scenario scenario) {
    mib.release(share(scenario));
  }

  private int share(Scenario scenario) {
    return Math.clamp(estimateBytes(scenario) / MIB, 1, budgetMib);
  }

  /** What a run of {@code scenario} needs at most, in bytes. */
  static long estimateBytes(Scenario scenario) {
    double threads =
        scenario.threads().stream()
            .mapToDouble(
                group ->
                    (double) group.count() * (double) (group.stack().sizeBytes() + THREAD_BYTES))
            .sum();
    double bytes = threads + (double) scenario.machine().pageCacheBytes();
    return BASE_BYTES + (long) Math.min(bytes, (double) scenario.machine().memoryBytes());
  }
}
