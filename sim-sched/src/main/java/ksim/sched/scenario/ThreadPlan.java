package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.Label;
import ksim.sched.kernel.KernelBuilder;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.KernelParameters;
import ksim.sched.kernel.ThreadDescriptor;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.KernelObjects;
import ksim.sched.workload.Program;
import ksim.sched.workload.ProgramCompiler;

/** Turns a scenario into a kernel image: its programs compiled, its threads declared. */
final class ThreadPlan {
  private static final long PAGE_BYTES = 4096;

  private ThreadPlan() {}

  /** The kernel for one of the scenario's designs. */
  static KernelImage image(Scenario scenario, StackDesign design) {
    KernelObjects objects = KernelObjects.of(scenario.programs().values());
    MachineSpec machine = scenario.machine();
    KernelParameters parameters =
        new KernelParameters(
            machine.cpus(),
            machine.memoryBytes(),
            machine.pageCacheBytes() / PAGE_BYTES,
            objects.mutexes().size(),
            objects.events().size(),
            1,
            objects.rings().size(),
            machine.timeSliceNanos(),
            machine.tracing());
    KernelBuilder kernel = new KernelBuilder(design, parameters);
    ProgramCompiler compiler = new ProgramCompiler(kernel, objects);
    Map<String, Label> entries = new HashMap<>();
    for (ThreadGroupSpec group : scenario.threads()) {
      Program program = scenario.programs().get(group.program());
      if (program == null) {
        throw new IllegalArgumentException("there is no program '" + group.program() + "'");
      }
      boolean kernelCode = isKernelCode(group, design);
      Label entry =
          entries.computeIfAbsent(
              (kernelCode ? "kernel " : "application ") + program.name(),
              key -> compiler.compile(program, kernelCode));
      for (String name : names(group)) {
        kernel.addThread(
            new ThreadDescriptor(
                name,
                group.kind(),
                group.stack().source(),
                group.stack().sizeBytes(),
                group.stack().guardBytes(),
                group.stack().supply(),
                entry,
                KernelObjects.terminates(program)));
      }
    }
    return kernel.build();
  }

  /**
   * Rule 1 holds for kernel threads whose stacks are resident. A program that others run as well is
   * compiled for either kind.
   */
  private static boolean isKernelCode(ThreadGroupSpec group, StackDesign design) {
    return group.kind() == ThreadKind.KERNEL
        && group.stack().source() == StackSource.MALLOC
        && design.kernelStacks() == StackSource.MALLOC;
  }

  private static List<String> names(ThreadGroupSpec group) {
    if (group.count() == 1) {
      return List.of(group.name());
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < group.count(); i++) {
      names.add(group.name() + "-" + i);
    }
    return names;
  }
}
