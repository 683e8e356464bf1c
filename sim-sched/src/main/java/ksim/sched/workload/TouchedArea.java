package ksim.sched.workload;

import java.util.List;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Recurse;
import ksim.sched.workload.Operation.Syscall;
import ksim.sched.workload.Operation.Touch;

/** The area below a function's frame that its {@code touch} operations write to. */
final class TouchedArea {
  static final long PAGE_BYTES = 4096;

  private TouchedArea() {}

  /** Its size in bytes for a function whose body is {@code operations}, called functions aside. */
  static long below(List<Operation> operations) {
    return operations.stream().mapToLong(TouchedArea::below).max().orElse(0);
  }

  private static long below(Operation operation) {
    return switch (operation) {
      case Touch(long bytes) -> pages(bytes) * PAGE_BYTES;
      case Call called -> 0;
      case Recurse called -> 0;
      case Syscall called -> 0;
      default -> below(KernelObjects.body(operation));
    };
  }

  /** The pages that {@code bytes} take. */
  static long pages(long bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
  }
}
