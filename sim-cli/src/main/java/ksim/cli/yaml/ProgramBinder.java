package ksim.cli.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import ksim.cli.diag.Suggestion;
import ksim.sched.kernel.SegmentLayout;
import ksim.sched.kernel.ThreadLayout;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Program;
import ksim.sched.workload.StackNeed;

/** Reads programs: lists of operations. */
final class ProgramBinder {
  private static final String EXPECTED = "an operation such as { compute: 100 } or yield";
  private static final long MOST_BYTES = 64L << 20;

  /** What a system call stack has for a program's functions. */
  private static final long MOST_SERVICE_BYTES =
      ThreadLayout.SYSCALL_STACK_SIZE - SegmentLayout.HEAD_ROOM;

  private static final long MOST_COUNT = 1_000_000_000_000L;

  private final Values values;
  private static final long MOST_NANOS = 3_600_000_000_000L;

  private final OperationChecks checks;
  private final SpawnChecks spawns;
  private final int cpus;

  /**
   * @param cpus number of CPUs of the machine
   * @param spawns follows which threads programs spawn and join
   */
  ProgramBinder(Values values, int cpus, SpawnChecks spawns) {
    this.values = values;
    this.checks = new OperationChecks(values.problems());
    this.spawns = spawns;
    this.cpus = cpus;
  }

  /** Reads all programs. */
  Map<String, Program> bind(YamlNode node) {
    Map<String, Program> programs = new LinkedHashMap<>();
    if (!(node instanceof YamlNode.Mapping mapping)) {
      values.mismatch(node, "programs", "a mapping from name to list of operations", "");
      return programs;
    }
    if (mapping.entries().isEmpty()) {
      values.mismatch(node, "programs", "at least one program", "");
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      String name = values.name(entry.key(), "programs");
      checks.beginProgram();
      spawns.beginProgram();
      Program program = new Program(name, operations(entry.value(), name));
      checks.endProgram();
      if (!name.isEmpty() && programs.putIfAbsent(name, program) != null) {
        values.mismatch(entry.key(), "programs", "each program name once", "");
      }
    }
    checks.endOfFile();
    return programs;
  }

  private List<Operation> operations(YamlNode node, String what) {
    List<Operation> operations = new ArrayList<>();
    for (YamlNode item : values.items(node, what, EXPECTED)) {
      operation(item).ifPresent(operations::add);
    }
    return operations;
  }

  private Optional<Operation> operation(YamlNode item) {
    if (item instanceof YamlNode.Scalar name) {
      return bare(name);
    }
    if (item instanceof YamlNode.Mapping mapping && !mapping.entries().isEmpty()) {
      return withArgument(mapping);
    }
    values.mismatch(item, "operation", EXPECTED, "");
    return Optional.empty();
  }

  private Optional<Operation> bare(YamlNode.Scalar name) {
    checks.at(name, name.text(), Optional.empty());
    return switch (name.text()) {
      case "free" -> Optional.of(new Operation.Free());
      case "yield" -> Optional.of(new Operation.Yield());
      case "tracepoint" -> Optional.of(new Operation.Tracepoint());
      case "munmap" -> Optional.of(new Operation.Munmap());
      case "on-stack-object" ->
          Optional.of(new Operation.OnStackObject(Place.STACK, OptionalInt.empty()));
      default -> {
        if (Operations.names().contains(name.text())) {
          values.mismatch(name, "operation", Operations.usage(name.text()), "");
        } else {
          unknown(name);
        }
        yield Optional.empty();
      }
    };
  }

  private Optional<Operation> withArgument(YamlNode.Mapping mapping) {
    YamlNode.Scalar key = mapping.entries().getFirst().key();
    YamlNode argument = mapping.entries().getFirst().value();
    String name = key.text();
    if (name.equals("loop") || (name.equals("do") && hasKey(mapping, "loop"))) {
      return Optional.of(loop(mapping));
    }
    for (YamlNode.Entry extra : mapping.entries().subList(1, mapping.entries().size())) {
      values
          .problems()
          .add(
              extra.key(),
              "operation: found a second key " + extra.key().described() + ", expected one",
              "each operation is an item of its own");
    }
    if (!Operations.names().contains(name)) {
      unknown(key);
      return Optional.empty();
    }
    checks.at(key, name, Optional.of(argument));
    spawns.at(name, argument);
    return switch (name) {
      case "call" -> Optional.of(call(argument));
      case "recurse" -> Optional.of(recurse(argument));
      case "compute" -> Optional.of(new Operation.Compute(count(argument, name)));
      case "touch" -> Optional.of(new Operation.Touch(bytes(argument, name)));
      case "malloc" -> Optional.of(new Operation.Malloc(bytes(argument, name)));
      case "lock" -> Optional.of(new Operation.Lock(values.name(argument, name)));
      case "unlock" -> Optional.of(new Operation.Unlock(values.name(argument, name)));
      case "wait" -> Optional.of(wait(argument));
      case "wake" -> Optional.of(new Operation.Wake(values.name(argument, name)));
      case "rcu-read" -> Optional.of(section(argument, name, Operation.RcuRead::new));
      case "preempt-off" -> Optional.of(section(argument, name, Operation.PreemptOff::new));
      case "irq-off" -> Optional.of(section(argument, name, Operation.IrqOff::new));
      case "mmap" -> Optional.of(new Operation.Mmap(mappingBytes(argument)));
      case "vma-lock" -> Optional.of(section(argument, name, Operation.VmaLock::new));
      case "measure" -> Optional.of(measure(argument));
      case "give" -> Optional.of(new Operation.Give(values.name(argument, name)));
      case "take" -> Optional.of(new Operation.Take(values.name(argument, name)));
      case "syscall" -> Optional.of(systemCall(key, argument));
      case "pipe-write" -> Optional.of(new Operation.PipeWrite(bytes(argument, name)));
      case "pipe-read" -> Optional.of(new Operation.PipeRead(bytes(argument, name)));
      case "spawn" -> Optional.of(new Operation.Spawn(values.name(argument, name)));
      case "join" -> Optional.of(new Operation.Join(values.name(argument, name)));
      case "sleep" ->
          Optional.of(new Operation.Sleep(values.duration(argument, name, 1, MOST_NANOS)));
      case "on-stack-object" -> Optional.of(onStackObject(argument));
      default -> {
        values.mismatch(argument, name, Operations.usage(name), "");
        yield Optional.empty();
      }
    };
  }

  private static boolean hasKey(YamlNode.Mapping mapping, String key) {
    return mapping.entries().stream().anyMatch(entry -> entry.key().text().equals(key));
  }

  private void unknown(YamlNode.Scalar name) {
    String near =
        Suggestion.nearest(name.text(), Operations.names())
            .map(known -> "did you mean '" + known + "'?")
            .orElse("operations are " + String.join(", ", Operations.names()));
    values.mismatch(name, "operation", "the name of an operation", near);
  }

  private Operation loop(YamlNode.Mapping mapping) {
    Fields fields = new Fields(values, mapping, "loop", List.of("loop", "do"));
    long count = fields.required("loop").map(n -> count(n, "loop")).orElse(1L);
    checks.enterLoop(count);
    spawns.enterLoop(count);
    List<Operation> body = body(fields, "loop");
    checks.leaveLoop();
    spawns.leaveLoop();
    return new Operation.Loop(count, body);
  }

  private Operation measure(YamlNode argument) {
    Fields fields = new Fields(values, argument, "measure", List.of("name", "loop", "do"));
    String name = fields.required("name").map(n -> values.name(n, "name")).orElse("");
    long count = fields.required("loop").map(n -> count(n, "loop")).orElse(1L);
    checks.enterLoop(count);
    spawns.enterLoop(count);
    List<Operation> body = body(fields, "measure");
    checks.leaveLoop();
    spawns.leaveLoop();
    return new Operation.Measure(name, count, body);
  }

  private long mappingBytes(YamlNode node) {
    return values.size(node, "mmap", 1, 1L << 30);
  }

  private Operation call(YamlNode argument) {
    Fields fields = new Fields(values, argument, "call", List.of("frame", "do"));
    return new Operation.Call(frame(fields), body(fields, "call"));
  }

  private Operation recurse(YamlNode argument) {
    Fields fields = new Fields(values, argument, "recurse", List.of("frame", "depth", "do"));
    long depth =
        fields.required("depth").map(n -> values.count(n, "depth", 1, 1_000_000)).orElse(1L);
    return new Operation.Recurse(frame(fields), depth, body(fields, "recurse"));
  }

  private long frame(Fields fields) {
    return fields.required("frame").map(n -> values.size(n, "frame", 0, MOST_BYTES)).orElse(0L);
  }

  private Operation section(
      YamlNode argument, String name, Function<List<Operation>, Operation> create) {
    return create.apply(body(new Fields(values, argument, name, List.of("do")), name));
  }

  private Operation systemCall(YamlNode key, YamlNode argument) {
    checks.enterSystemCall(key);
    List<Operation> service =
        body(new Fields(values, argument, "syscall", List.of("do")), "syscall");
    checks.leaveSystemCall();
    long need = StackNeed.of(service);
    if (need > MOST_SERVICE_BYTES) {
      values
          .problems()
          .add(
              key,
              "syscall: found functions that take %,d bytes of stack, expected at most %,d"
                  .formatted(need, MOST_SERVICE_BYTES),
              "a system call stack has 16 KiB, of which the kernel's own functions need some, and no guard area");
    }
    return new Operation.Syscall(service);
  }

  private List<Operation> body(Fields fields, String what) {
    return fields.required("do").map(n -> operations(n, what)).orElse(List.of());
  }

  private Operation onStackObject(YamlNode argument) {
    Fields fields = new Fields(values, argument, "on-stack-object", List.of("where", "cpu"));
    Place where =
        fields
            .optional("where")
            .flatMap(
                n ->
                    values.choice(
                        n,
                        "where",
                        Map.of("stack", Place.STACK, "heap", Place.HEAP),
                        List.of("stack", "heap")))
            .orElse(Place.STACK);
    OptionalInt cpu =
        fields
            .optional("cpu")
            .map(n -> OptionalInt.of((int) values.count(n, "cpu", 0, cpus - 1L)))
            .orElse(OptionalInt.empty());
    return new Operation.OnStackObject(where, cpu);
  }

  private Operation wait(YamlNode argument) {
    boolean forever =
        argument instanceof YamlNode.Scalar scalar
            && scalar.plain()
            && scalar.text().equals("forever");
    return forever
        ? new Operation.WaitForever()
        : new Operation.Wait(values.name(argument, "wait"));
  }

  private long count(YamlNode node, String what) {
    return values.count(node, what, 1, MOST_COUNT);
  }

  private long bytes(YamlNode node, String what) {
    return values.size(node, what, 1, MOST_BYTES);
  }
}
