package ksim.sched.scenario;

import java.util.Optional;
import ksim.sched.kernel.ImageSizeException;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.KernelObjects;

/** Whether a scenario's programs and threads fit in a kernel image, told before anything runs. */
public final class ImageCheck {
  /** So many operations and threads fit under any design and need no look. */
  private static final long SURELY_FIT = 200;

  private ImageCheck() {}

  /** What has no room under one of the designs; empty where all fits. */
  public static Optional<String> problem(Scenario scenario) {
    if (KernelObjects.operations(scenario.programs().values()) <= SURELY_FIT
        && scenario.threads().stream().mapToLong(ThreadGroupSpec::count).sum() <= SURELY_FIT
        && scenario.machine().pageCacheBytes() == 0) {
      return Optional.empty();
    }
    for (StackDesign design : scenario.designs()) {
      try {
        ThreadPlan.image(scenario, design);
      } catch (ImageSizeException e) {
        return Optional.of(e.getMessage() + ", under " + design.label());
      }
    }
    return Optional.empty();
  }
}
