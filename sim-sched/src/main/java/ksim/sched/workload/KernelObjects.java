package ksim.sched.workload;

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
 * @param spawned names of thread groups whose threads programs spawn
 */
public record KernelObjects(List<String> mutexes, List<String> events, List<String> spawned) {
  /** Gathers the names that {@code programs} use. */
  public static KernelObjects of(Collection<Program> programs) {
    SequencedSet<String> mutexes = new LinkedHashSet<>();
    SequencedSet<String> events = new LinkedHashSet<>();
    SequencedSet<String> spawned = new LinkedHashSet<>();
    for (Program program : programs) {
      for (Operation operation : flatten(program.operations())) {
        switch (operation) {
          case Lock(String name) -> mutexes.add(name);
          case Unlock(String name) -> mutexes.add(name);
          case Wait(String name) -> events.add(name);
          case Wake(String name) -> events.add(name);
          case Spawn(String group) -> spawned.add(group);
          case Join(String group) -> spawned.add(group);
          default -> {}
        }
      }
    }
    return new KernelObjects(List.copyOf(mutexes), List.copyOf(events), List.copyOf(spawned));
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

  private static List<Operation> body(Operation operation) {
    return switch (operation) {
      case Call call -> call.body();
      case Recurse recurse -> recurse.body();
      case Loop loop -> loop.body();
      case RcuRead section -> section.body();
      case PreemptOff section -> section.body();
      case IrqOff section -> section.body();
      default -> List.of();
    };
  }
}
