package ksim.sched.workload;

import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Measure;
import java.util.List;
import java.util.OptionalInt;
import ksim.sched.kernel.RequestLayout;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.IrqOff;
import ksim.sched.workload.Operation.Loop;
import ksim.sched.workload.Operation.OnStackObject;
import ksim.sched.workload.Operation.OnStackObject.Place;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.PipeWrite;
import ksim.sched.workload.Operation.PreemptOff;
import ksim.sched.workload.Operation.RcuRead;
import ksim.sched.workload.Operation.Recurse;

/**
 * What a function's frame must hold: one counter for each level of nested loops, and the buffer of
 * its pipe operations or its object for another CPU's scheduler. Counters lie just below the saved
 * RBP, the buffer at the stack pointer.
 *
 * @param loopDepth deepest nesting of loops in the function itself
 * @param bufferBytes largest pipe transfer or object in the function itself, in bytes
 */
record FrameLayout(int loopDepth, long bufferBytes) {
  private static final int COUNTER_BYTES = 8;
  private static final int ALIGNMENT = 16;

  /** The needs of a function whose body is {@code operations}; calls have frames of their own. */
  static FrameLayout of(List<Operation> operations) {
    FrameLayout layout = new FrameLayout(0, 0);
    for (Operation operation : operations) {
      layout = layout.with(needs(operation));
    }
    return layout;
  }

  private static FrameLayout needs(Operation operation) {
    return switch (operation) {
      case Loop(long count, List<Operation> body) -> {
        FrameLayout inner = of(body);
        yield new FrameLayout(inner.loopDepth + 1, inner.bufferBytes);
      }
      case Measure(String name, long rounds, List<Operation> body) -> {
        FrameLayout inner = of(body);
        yield new FrameLayout(inner.loopDepth + 1, inner.bufferBytes);
      }
      case VmaLock(List<Operation> body) -> of(body);
      case RcuRead(List<Operation> body) -> of(body);
      case PreemptOff(List<Operation> body) -> of(body);
      case IrqOff(List<Operation> body) -> of(body);
      case PipeWrite(long bytes) -> new FrameLayout(0, bytes);
      case PipeRead(long bytes) -> new FrameLayout(0, bytes);
      case OnStackObject(Place where, OptionalInt cpu) ->
          new FrameLayout(0, where == Place.STACK ? RequestLayout.OBJECT_SIZE : 0);
      case Call call -> new FrameLayout(0, 0);
      case Recurse recurse -> new FrameLayout(0, 0);
      default -> new FrameLayout(0, 0);
    };
  }

  private FrameLayout with(FrameLayout other) {
    return new FrameLayout(
        Math.max(loopDepth, other.loopDepth), Math.max(bufferBytes, other.bufferBytes));
  }

  /** Offset from RBP of the counter of the loop at nesting level {@code level}, from 1. */
  static long counterOffset(int level) {
    return -(long) level * COUNTER_BYTES;
  }

  /**
   * Size in bytes of a frame of at least {@code wantedBytes} that has room for all this, a multiple
   * of 16 as the System V ABI wants it.
   */
  long frameBytes(long wantedBytes) {
    long needed = (long) loopDepth * COUNTER_BYTES + bufferBytes;
    long bytes = Math.max(wantedBytes, needed);
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
