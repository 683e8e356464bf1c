package ksim.sched.workload;

import java.util.List;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Syscall;

/**
 * How much stack the functions of a program take. For stacks without a guard area, where nothing
 * but a look at the program tells that it goes too deep.
 */
public final class StackNeed {
  /** Return address and saved RBP. */
  private static final long LINK_BYTES = 16;

  private StackNeed() {}

  /**
   * The bytes that a function without wishes for its frame takes, with all that it calls of the
   * program; the kernel's functions and system calls, which have their own stack, are not in it.
   */
  public static long of(List<Operation> operations) {
    return function(0, 1, operations);
  }

  private static long function(long frameBytes, long levels, List<Operation> body) {
    long frame = FrameLayout.of(body).frameBytes(frameBytes) + LINK_BYTES;
    return levels * frame + Math.max(TouchedArea.below(body), callees(body));
  }

  private static long callees(List<Operation> operations) {
    return operations.stream().mapToLong(StackNeed::callees).max().orElse(0);
  }

  private static long callees(Operation operation) {
    return switch (operation) {
      case Call(long frame, List<Operation> body) -> function(frame, 1, body);
      case Recurse(long frame, long depth, List<Operation> body) -> function(frame, depth, body);
      case Syscall call -> 0;
      default -> callees(KernelObjects.body(operation));
    };
  }
}
