package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      entries.computeIfAbsent(
          key(group, design), key -> compiler.compile(program, isKernelCode(group, design)));
      if (!objects.spawned().contains(group.name())) {
        names(group)
            .forEach(name -> kernel.addThread(thread(scenario, group, design, name, entries)));
      }
    }
    // In the order in which programs number them.
    for (String name : objects.spawned()) {
      ThreadGroupSpec group =
          scenario.threads().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("there is no group '" + name + "'"));
      kernel.addSpawned(thread(scenario, group, design, name, entries));
    }
    return kernel.build();
  }

  private static ThreadDescriptor thread(
      Scenario scenario,
      ThreadGroupSpec group,
      StackDesign design,
      String name,
      Map<String, Label> entries) {
    return new ThreadDescriptor(
        name,
        group.kind(),
        group.stack().source(),
        group.stack().sizeBytes(),
        group.stack().guardBytes(),
        group.stack().supply(),
        Objects.requireNonNull(entries.get(key(group, design))),
        KernelObjects.terminates(Objects.requireNonNull(scenario.programs().get(group.program()))));
  }

  /** A program that kernel threads and others run is compiled for either kind. */
  private static String key(ThreadGroupSpec group, StackDesign design) {
    return (isKernelCode(group, design) ? "kernel " : "application ") + group.program();
  }

  /** Rule 1 holds for kernel threads whose stacks are resident. */
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
