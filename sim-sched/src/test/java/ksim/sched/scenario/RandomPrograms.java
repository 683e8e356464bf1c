package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.sched.workload.Operation;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Free;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.Malloc;
import ksim.sched.workload.Operation.Mmap;
import ksim.sched.workload.Operation.Munmap;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Sleep;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Touch;
import ksim.sched.workload.Operation.Tracepoint;
import ksim.sched.workload.Operation.Unlock;
import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.Wake;
import ksim.sched.workload.Operation.Yield;

/** Random programs that keep every rule: whatever the design, they may not fail. */
final class RandomPrograms {
  private static final int MOST_OPERATIONS = 7;
  private static final long TRANSFERRED = 640;

  private final SplittableRandom random;

  private RandomPrograms(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Some threads on some CPUs, all kinds of operations in them; the same for the same seed. */
  static TestScenario scenario(long seed) {
    RandomPrograms programs = new RandomPrograms(seed);
    TestScenario scenario = new TestScenario(programs.random.nextInt(1, 5));
    MachineSpec machine = scenario.machine();
    scenario.on(
        new MachineSpec(
            machine.cpus(),
            machine.memoryBytes(),
            machine.core(),
            machine.timing(),
            programs.random.nextInt(1, 400),
            programs.random.nextInt(1_000, 20_000),
            0,
            programs.random.nextBoolean()));
    scenario.thread("writer", new Loop(10, List.of(new PipeWrite(TRANSFERRED / 10))));
    scenario.thread("reader", new Loop(5, List.of(new PipeRead(TRANSFERRED / 5))));
    for (int i = programs.random.nextInt(1, 4); i > 0; i--) {
      scenario.thread(
          "mixed" + i,
          new Loop(programs.random.nextInt(2, 6), programs.sequence(0)),
          new Wake("done"));
      scenario.thread("waiter" + i, new Wait("done"), new Compute(10));
    }
    scenario.thread("kernel", ThreadKind.KERNEL, TestScenario.ALLOCATED, programs.sequence(1));
    scenario.thread(
        "resident", ThreadKind.APPLICATION, TestScenario.ALLOCATED, programs.sequence(1));
    return scenario;
  }

  private List<Operation> sequence(int depth) {
    List<Operation> operations = new ArrayList<>();
    for (int i = random.nextInt(1, MOST_OPERATIONS); i > 0; i--) {
      operations.addAll(outside(depth));
    }
    return operations;
  }

  /** Outside of sections, where sleeping is allowed. */
  private List<Operation> outside(int depth) {
    return switch (random.nextInt(depth < 2 ? 13 : 10)) {
      case 0 -> List.of(new Malloc(random.nextInt(1, 9_000)), new Free());
      case 1 -> List.of(new Lock("m"), new Compute(random.nextInt(1, 50)), new Unlock("m"));
      case 2 -> List.of(new Mmap(random.nextInt(1, 20_000)), new Yield(), new Munmap());
      case 3 -> List.of(new Yield());
      case 4 -> List.of(new Sleep(random.nextInt(1, 5_000)));
      case 5 -> List.of(new Tracepoint());
      case 6 -> List.of(new PreemptOff(inside(0)));
      case 7 -> List.of(new IrqOff(inside(0)));
      case 8 -> List.of(new RcuRead(inside(0)));
      case 9 -> List.of(new VmaLock(List.of(new Compute(random.nextInt(1, 50)))));
      case 10 -> List.of(new Call(random.nextInt(64, 9_000), sequence(depth + 1)));
      case 11 -> List.of(new Touch(random.nextInt(1, 20_000)));
      default -> List.of(new Syscall(List.of(new PreemptOff(inside(1)))));
    };
  }

  /** Inside a section, where nothing may sleep and 4,096 bytes of stack are there. */
  private List<Operation> inside(int depth) {
    return switch (random.nextInt(depth < 2 ? 7 : 2)) {
      case 0 -> List.of(new Compute(random.nextInt(1, 100)));
      case 1 -> List.of(new Tracepoint());
      case 2 -> List.of(new PreemptOff(inside(depth + 1)));
      case 3 -> List.of(new IrqOff(inside(depth + 1)));
      case 4 -> List.of(new RcuRead(inside(depth + 1)));
      case 5 -> List.of(new Wake("spare"));
      default -> List.of(new Call(random.nextInt(64, 700), inside(depth + 1)));
    };
  }
}
