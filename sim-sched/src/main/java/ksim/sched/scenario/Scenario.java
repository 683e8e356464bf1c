package ksim.sched.scenario;

import java.util.List;
import java.util.Map;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Program;

/**
 * A scenario: threads on a machine, run once under each stack design.
 *
 * @param name unique name
 * @param description what it shows, one line
 * @param machine the machine
 * @param designs stack designs to compare, in order
 * @param threads groups of threads, in order of creation
 * @param programs programs by name
 * @param expectations by the label of the design
 * @param limitCycles a run stops with outcome {@code limit} after so many cycles
 */
public record Scenario(
    String name,
    String description,
    MachineSpec machine,
    List<StackDesign> designs,
    List<ThreadGroupSpec> threads,
    Map<String, Program> programs,
    Map<String, Expectation> expectations,
    long limitCycles) {}
