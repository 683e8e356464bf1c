package ksim.sched.scenario;

import java.util.Optional;
import ksim.sched.kernel.ImageTooLargeException;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.KernelObjects;

/** Whether the kernels of a scenario fit where they have to stand. */
public final class KernelFit {
  /** Programs of so many operations always fit, whatever the design makes of each. */
  static final int FEW_OPERATIONS = 500;

  private static final long MIB = 1 << 20;

  /** Code, and all data but the table of threads, end below this physical address. */
  private static final long KERNEL_BYTES = 7 * MIB;

  private static final long THREAD_BYTES = 512;

  private KernelFit() {}

  /** What is too large under one of the scenario's designs; empty where all kernels fit. */
  public static Optional<ImageTooLargeException> check(Scenario scenario) {
    if (fitsForSure(scenario)) {
      return Optional.empty();
    }
    for (StackDesign design : scenario.designs()) {
      try {
        ThreadPlan.image(scenario, design);
      } catch (ImageTooLargeException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  /** Saves assembling the kernels of ordinary scenarios twice. */
  private static boolean fitsForSure(Scenario scenario) {
    long threads = scenario.threads().stream().mapToLong(ThreadGroupSpec::count).sum();
    return KernelObjects.operations(scenario.programs().values()) <= FEW_OPERATIONS
        && KERNEL_BYTES + threads * THREAD_BYTES + scenario.machine().pageCacheBytes()
            <= scenario.machine().memoryBytes();
  }
}
