package ksim.cli.yaml;

import ksim.sched.kernel.StackSupply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.cli.diag.Suggestion;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackSpec;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.scenario.ThreadKind;

/** Reads the groups of threads. */
final class ThreadBinder {
  private static final long KIB = 1 << 10;
  private static final long GIB = 1 << 30;
  private static final int MOST_THREADS = 16_384;
  private static final StackSpec APPLICATION_STACK =
      new StackSpec(StackSource.MMAP, 1 << 20, 4 * KIB);
  private static final StackSpec KERNEL_STACK = new StackSpec(StackSource.MALLOC, 64 * KIB, 0);

  private final Values values;
  private final List<String> programs;
  private final Set<String> spawned;

  /**
   * @param programs names of the programs of the file
   * @param spawned names of the groups that programs spawn
   */
  ThreadBinder(Values values, List<String> programs, Set<String> spawned) {
    this.values = values;
    this.programs = programs;
    this.spawned = spawned;
  }

  List<ThreadGroupSpec> bind(YamlNode node) {
    List<ThreadGroupSpec> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode item : values.items(node, "threads", "a mapping with name and run")) {
      Fields fields =
          new Fields(values, item, "thread", List.of("name", "kind", "count", "stack", "run"));
      Optional<YamlNode> nameNode = fields.required("name");
      String name = nameNode.map(n -> values.name(n, "name")).orElse("");
      if (nameNode.isPresent() && !name.isEmpty() && !names.add(name)) {
        values.mismatch(nameNode.get(), "name", "each thread name once", "");
      }
      ThreadKind kind = fields.optional("kind").map(this::kind).orElse(ThreadKind.APPLICATION);
      int count =
          fields
              .optional("count")
              .map(n -> (int) values.count(n, "count", 1, MOST_THREADS))
              .orElse(1);
      if (spawned.contains(name)) {
        fields
            .optional("count")
            .ifPresent(
                n ->
                    values.mismatch(
                        n, "count", "none: each 'spawn: " + name + "' makes one thread", ""));
      }
      StackSpec standard = kind == ThreadKind.KERNEL ? KERNEL_STACK : APPLICATION_STACK;
      StackSpec stack = fields.optional("stack").map(n -> stack(n, standard)).orElse(standard);
      String program = fields.required("run").map(this::program).orElse("");
      groups.add(new ThreadGroupSpec(name, kind, count, stack, program));
    }
    return groups;
  }

  private ThreadKind kind(YamlNode node) {
    Map<String, ThreadKind> kinds =
        Map.of("application", ThreadKind.APPLICATION, "kernel", ThreadKind.KERNEL);
    return values
        .choice(node, "kind", kinds, List.of("application", "kernel"))
        .orElse(ThreadKind.APPLICATION);
  }

  private StackSpec stack(YamlNode node, StackSpec standard) {
    Fields fields =
        new Fields(values, node, "stack", List.of("source", "size", "guard", "map-stack"));
    StackSource source =
        fields
            .optional("source")
            .map(n -> DesignBinder.source(values, n, "source"))
            .orElse(standard.source());
    long size =
        fields
            .optional("size")
            .map(n -> values.size(n, "size", 4 * KIB, GIB))
            .orElse(standard.sizeBytes());
    long guard =
        fields
            .optional("guard")
            .map(n -> guard(n, source))
            .orElse(source == StackSource.MMAP ? 4 * KIB : 0);
    StackSupply supply =
        fields.optional("map-stack").map(n -> callerSupply(n, source)).orElse(StackSupply.KERNEL);
    return new StackSpec(source, size, guard, supply);
  }

  /** The key says that the caller maps the stack, and with which flag. */
  private StackSupply callerSupply(YamlNode node, StackSource source) {
    boolean flag = values.onOff(node, "map-stack");
    if (source == StackSource.MALLOC) {
      values.mismatch(node, "map-stack", "none: only stacks from mmap are mapped", "");
    }
    return flag ? StackSupply.CALLER_MAP_STACK : StackSupply.CALLER_PLAIN;
  }

  private long guard(YamlNode node, StackSource source) {
    long bytes = values.size(node, "guard", 0, GIB);
    if (bytes % (4 * KIB) != 0) {
      values.mismatch(node, "guard", "whole pages of 4KiB", "");
    } else if (bytes != 0 && source == StackSource.MALLOC) {
      values.mismatch(node, "guard", "none: stacks from malloc have no guard", "");
    }
    return bytes;
  }

  private String program(YamlNode node) {
    String name = values.name(node, "run");
    if (!name.isEmpty() && !programs.contains(name)) {
      values.mismatch(
          node, "run", "the name of a program under 'programs'", Suggestion.hint(name, programs));
    }
    return name;
  }
}
