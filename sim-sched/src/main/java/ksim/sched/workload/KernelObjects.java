package ksim.sched.workload;

import ksim.sched.workload.Operation.Take;
import ksim.sched.workload.Operation.Give;
import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Measure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.Unlock;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.WaitForever;
import ksim.sched.workload.Operation.Wake;

/**
 * The kernel objects that programs name, numbered in the order in which they are first named.
 *
 * @param mutexes names of mutexes
 * @param events names of events
 * @param rings names of rings
 * @param spawned names of thread groups whose threads programs spawn
 */
public record KernelObjects(
    List<String> mutexes, List<String> events, List<String> rings, List<String> spawned) {
  /** Gathers the names that {@code programs} use. */
  public static KernelObjects of(Collection<Program> programs) {
    SequencedSet<String> mutexes = new LinkedHashSet<>();
    SequencedSet<String> events = new LinkedHashSet<>();
    SequencedSet<String> rings = new LinkedHashSet<>();
    SequencedSet<String> spawned = new LinkedHashSet<>();
    for (Program program : programs) {
      for (Operation operation : flatten(program.operations())) {
        switch (operation) {
          case Lock(String name) -> mutexes.add(name);
          case Unlock(String name) -> mutexes.add(name);
          case Wait(String name) -> events.add(name);
          case Wake(String name) -> events.add(name);
          case Give(String name) -> rings.add(name);
          case Take(String name) -> rings.add(name);
          case Spawn(String group) -> spawned.add(group);
          case Join(String group) -> spawned.add(group);
          default -> {}
        }
      }
    }
    return new KernelObjects(
        List.copyOf(mutexes), List.copyOf(events), List.copyOf(rings), List.copyOf(spawned));
  }

  /** Names of the measurements that {@code programs} make, each once. */
  public static List<String> measurements(Collection<Program> programs) {
    return programs.stream()
        .flatMap(program -> flatten(program.operations()).stream())
        .filter(Measure.class::isInstance)
        .map(operation -> ((Measure) operation).name())
        .distinct()
        .toList();
  }

  /** How many operations {@code programs} have, those inside others included. */
  public static long operations(Collection<Program> programs) {
    return programs.stream().mapToLong(program -> flatten(program.operations()).size()).sum();
  }

  /** Whether a program comes to an end: it waits for ever nowhere. */
  public static boolean terminates(Program program) {
    return flatten(program.operations()).stream().noneMatch(WaitForever.class::isInstance);
  }

  private static List<Operation> flatten(List<Operation> operations) {
    List<Operation> flat = new ArrayList<>();
    for (Operation operation : operations) {
      flat.add(operation);
      flat.addAll(flatten(body(operation)));
    }
    return flat;
  }

  /** The operations inside another one; none for most. */
  static List<Operation> body(Operation operation) {
    return switch (operation) {
      case Call call -> call.body();
      case Recurse recurse -> recurse.body();
      case Loop loop -> loop.body();
      case Measure loop -> loop.body();
      case VmaLock section -> section.body();
      case RcuRead section -> section.body();
      case PreemptOff section -> section.body();
      case IrqOff section -> section.body();
      case Syscall call -> call.body();
      default -> List.of();
    };
  }
}
