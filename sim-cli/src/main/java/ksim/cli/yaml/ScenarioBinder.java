package ksim.cli.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ksim.core.timing.TimingLevel;
import ksim.sched.kernel.ImageTooLargeException;
import ksim.sched.kernel.KernelParameters;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.KernelFit;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.KernelObjects;
import ksim.sched.workload.Program;

/** Reads a whole scenario. */
final class ScenarioBinder {
  private static final List<String> KEYS =
      List.of(
          "scenario",
          "description",
          "machine",
          "designs",
          "threads",
          "programs",
          "expect",
          "limit");
  private static final long LIMIT_CYCLES = 20_000_000_000L;
  private static final long MIB = 1 << 20;

  private final Values values;

  ScenarioBinder(Values values) {
    this.values = values;
  }

  /** The scenario; only to be used if no problem was found. */
  Scenario bind(YamlNode root) {
    Fields fields = new Fields(values, root, "scenario file", KEYS);
    String name = fields.required("scenario").map(n -> values.name(n, "scenario")).orElse("");
    String description =
        fields.optional("description").map(n -> values.text(n, "description")).orElse("");
    MachineSpec machine = fields.optional("machine").map(this::machine).orElse(standardMachine());
    List<StackDesign> designs =
        fields.required("designs").map(new DesignBinder(values)::bind).orElse(List.of());
    SpawnChecks spawns = new SpawnChecks(values.problems());
    Map<String, Program> programs =
        fields
            .required("programs")
            .map(new ProgramBinder(values, machine.cpus(), spawns)::bind)
            .orElse(Map.of());
    List<String> programNames = programs.keySet().stream().toList();
    List<ThreadGroupSpec> threads =
        fields
            .required("threads")
            .map(new ThreadBinder(values, programNames, spawns.groups())::bind)
            .orElse(List.of());
    fields.optional("threads").ifPresent(n -> spawns.endOfFile(n, threads));
    List<String> labels = designs.stream().map(StackDesign::label).toList();
    Map<String, Expectation> expectations =
        fields
            .optional("expect")
            .map(new ExpectationBinder(values, labels, namedMeasurements(programs))::bind)
            .orElse(Map.of());
    long limit =
        fields
            .optional("limit")
            .map(n -> values.count(n, "limit", 1, Long.MAX_VALUE / 2))
            .orElse(LIMIT_CYCLES);
    Scenario scenario =
        new Scenario(name, description, machine, designs, threads, programs, expectations, limit);
    if (values.problems().size() == 0) {
      KernelFit.check(scenario).ifPresent(problem -> tooLarge(fields, problem));
    }
    return scenario;
  }

  private void tooLarge(Fields fields, ImageTooLargeException problem) {
    boolean code = problem.part() == ImageTooLargeException.Part.CODE;
    String key = code ? "programs" : "threads";
    String hint = code ? "use loop for what repeats" : "give the machine more memory";
    fields
        .optional(key)
        .ifPresent(n -> values.problems().add(n, key + ": found " + problem.getMessage(), hint));
  }

  /** A measurement whose name is missing is reported where it stands. */
  private static List<String> namedMeasurements(Map<String, Program> programs) {
    return KernelObjects.measurements(programs.values()).stream()
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static MachineSpec standardMachine() {
    return MachineSpec.of(1, 128 * MIB, "skylake", TimingLevel.FAST, 500);
  }

  private MachineSpec machine(YamlNode node) {
    MachineSpec standard = standardMachine();
    Fields fields =
        new Fields(
            values,
            node,
            "machine",
            List.of(
                "cpus",
                "memory",
                "core",
                "timing",
                "quantum",
                "time-slice",
                "page-cache",
                "tracing"));
    long memory = fields.optional("memory").map(this::memory).orElse(standard.memoryBytes());
    return new MachineSpec(
        fields
            .optional("cpus")
            .map(n -> (int) values.count(n, "cpus", 1, 64))
            .orElse(standard.cpus()),
        memory,
        fields.optional("core").map(this::core).orElse(standard.core()),
        fields.optional("timing").map(this::timing).orElse(standard.timing()),
        fields
            .optional("quantum")
            .map(n -> values.count(n, "quantum", 1, 1_000_000_000))
            .orElse(standard.quantumCycles()),
        fields
            .optional("time-slice")
            .map(n -> values.duration(n, "time-slice", 1_000, 1_000_000_000))
            .orElse(standard.timeSliceNanos()),
        fields
            .optional("page-cache")
            .map(n -> pageCache(n, memory))
            .orElse(standard.pageCacheBytes()),
        fields.optional("tracing").map(n -> values.onOff(n, "tracing")).orElse(standard.tracing()));
  }

  private long memory(YamlNode node) {
    return wholePages(node, "memory", 8 * MIB, 64L << 30);
  }

  private long pageCache(YamlNode node, long memory) {
    return wholePages(node, "page-cache", 0, KernelParameters.mostPageCacheBytes(memory));
  }

  private long wholePages(YamlNode node, String what, long least, long most) {
    long bytes = values.size(node, what, least, most);
    if (bytes % 4096 != 0) {
      values.mismatch(node, what, "whole pages of 4KiB", "write MiB rather than MB");
    }
    return bytes;
  }

  /** A name, or one with other values of parameters behind it, which only text in quotes can be. */
  private String core(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar && hasParameters(scalar.text())) {
      Machines.coreProblem(scalar.text())
          .ifPresent(problem -> values.problems().add(node, "core: " + problem, ""));
      return scalar.text();
    }
    return values
        .choice(
            node,
            "core",
            Machines.cores().stream().collect(Collectors.toMap(name -> name, name -> name)),
            Machines.cores())
        .orElse("skylake");
  }

  private static boolean hasParameters(String core) {
    int comma = core.indexOf(',');
    return comma >= 0 && Machines.cores().contains(core.substring(0, comma));
  }

  private TimingLevel timing(YamlNode node) {
    Map<String, TimingLevel> levels =
        Map.of(
            "none", TimingLevel.NONE, "fast", TimingLevel.FAST, "detailed", TimingLevel.DETAILED);
    return values.choice(node, "timing", levels, Machines.timingLevels()).orElse(TimingLevel.FAST);
  }
}
