package ksim.sched.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Program;

/** Small scenarios for tests: application threads that run one program each. */
final class Scenarios {
  private static final long MIB = 1 << 20;

  private Scenarios() {}

  /** Threads {@code t0}, {@code t1}, ... on 256 KiB mapped stacks, one for each body. */
  @SafeVarargs
  static Scenario of(
      int cpus, TimingLevel timing, List<StackDesign> designs, List<Operation>... bodies) {
    Map<String, Program> programs = new LinkedHashMap<>();
    ThreadGroupSpec[] threads = new ThreadGroupSpec[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      programs.put("p" + i, new Program("p" + i, bodies[i]));
      threads[i] =
          new ThreadGroupSpec(
              "t" + i,
              ThreadKind.APPLICATION,
              1,
              new StackSpec(StackSource.MMAP, 256 << 10, 4096),
              "p" + i);
    }
    return new Scenario(
        "test",
        "a test",
        MachineSpec.of(cpus, 64 * MIB, "skylake", timing, 500),
        designs,
        Arrays.asList(threads),
        programs,
        Map.of(),
        2_000_000_000L);
  }
}
