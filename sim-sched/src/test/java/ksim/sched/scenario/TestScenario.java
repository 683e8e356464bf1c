package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ksim.core.timing.TimingLevel;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesign;
import ksim.sched.stack.StackDesigns;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Program;

/** A small scenario for tests, put together thread by thread. */
final class TestScenario {
  /** 256 KiB from mmap above a guard page. */
  static final StackSpec MAPPED = new StackSpec(StackSource.MMAP, 256 << 10, 4096);

  /** 64 KiB from the allocator. */
  static final StackSpec ALLOCATED = new StackSpec(StackSource.MALLOC, 64 << 10, 0);

  private final List<ThreadGroupSpec> groups = new ArrayList<>();
  private final Map<String, Program> programs = new LinkedHashMap<>();
  private MachineSpec machine;

  /** A machine with so many CPUs that counts an instruction as a cycle. */
  TestScenario(int cpus) {
    machine = MachineSpec.of(cpus, 32 << 20, "skylake", TimingLevel.NONE, 200);
  }

  static StackDesign design(String id) {
    return design(id, Modifiers.DEFAULT);
  }

  static StackDesign design(String id, Modifiers modifiers) {
    return StackDesigns.create(id, modifiers).orElseThrow();
  }

  /** The design with so many pages a probe. */
  static StackDesign probing(String id, int pages) {
    return design(id, new Modifiers(pages, 0, true, StackSource.MALLOC));
  }

  TestScenario on(MachineSpec spec) {
    machine = spec;
    return this;
  }

  MachineSpec machine() {
    return machine;
  }

  /** An application thread on a mapped stack. */
  TestScenario thread(String name, Operation... body) {
    return thread(name, ThreadKind.APPLICATION, MAPPED, List.of(body));
  }

  TestScenario thread(String name, ThreadKind kind, StackSpec stack, List<Operation> body) {
    groups.add(new ThreadGroupSpec(name, kind, 1, stack, name));
    programs.put(name, new Program(name, body));
    return this;
  }

  Scenario scenario(StackDesign design) {
    return new Scenario(
        "test", "a test", machine, List.of(design), groups, programs, Map.of(), 300_000_000L);
  }

  DesignResult run(StackDesign design) {
    return run(design, RunOptions.PLAIN);
  }

  DesignResult run(StackDesign design, RunOptions options) {
    return new ScenarioRunner((scenario, label, cycles, instructions) -> {})
        .simulate(scenario(design), design, options);
  }
}
