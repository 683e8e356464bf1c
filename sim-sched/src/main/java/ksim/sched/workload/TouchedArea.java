package ksim.sched.workload;

import java.util.List;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
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
      case Loop(long count, List<Operation> body) -> below(body);
      case RcuRead(List<Operation> body) -> below(body);
      case PreemptOff(List<Operation> body) -> below(body);
      case IrqOff(List<Operation> body) -> below(body);
      default -> 0;
    };
  }

  /** The pages that {@code bytes} take. */
  static long pages(long bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
  }
}
