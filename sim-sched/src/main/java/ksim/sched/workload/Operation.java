package ksim.sched.workload;

import java.util.List;
import java.util.OptionalInt;

/**
 * One operation of a program; what each one means is in DESIGN section 8 and in the scenario guide.
 */
public sealed interface Operation {
  /**
   * Calls a function with {@code frameBytes} of locals that runs {@code body}; the frame's lowest
   * bytes are written.
   */
  record Call(long frameBytes, List<Operation> body) implements Operation {}

  /**
   * Recurses {@code depth} times through a function with {@code frameBytes} of locals and runs
   * {@code body} at the bottom.
   */
  record Recurse(long frameBytes, long depth, List<Operation> body) implements Operation {}

  /** Executes {@code iterations} rounds of integer arithmetic. */
  record Compute(long iterations) implements Operation {}

  /** Writes one byte in each page of a stack area of {@code bytes} below the current frame. */
  record Touch(long bytes) implements Operation {}

  /** Allocates {@code bytes} from the kernel's heap and keeps the pointer on a per-thread list. */
  record Malloc(long bytes) implements Operation {}

  /** Frees what the thread allocated last. */
  record Free() implements Operation {}

  /** Takes the mutex {@code name}, sleeping while another thread holds it. */
  record Lock(String name) implements Operation {}

  /** Releases the mutex {@code name}. */
  record Unlock(String name) implements Operation {}

  /** Waits until the event {@code name} has been woken once more than it was waited for. */
  record Wait(String name) implements Operation {}

  /**
   * Waits and is never woken: the thread does not count when the scenario's completion is decided.
   */
  record WaitForever() implements Operation {}

  /** Wakes one waiter of the event {@code name}, now or at its next wait. */
  record Wake(String name) implements Operation {}

  /** Gives the CPU to another runnable thread. */
  record Yield() implements Operation {}

  /** Runs {@code body} {@code count} times. */
  record Loop(long count, List<Operation> body) implements Operation {}

  /** Runs {@code body} inside an RCU read section. */
  record RcuRead(List<Operation> body) implements Operation {}

  /** Runs {@code body} with preemption disabled. */
  record PreemptOff(List<Operation> body) implements Operation {}

  /** Runs {@code body} with interrupts disabled. */
  record IrqOff(List<Operation> body) implements Operation {}

  /** Runs {@code body} as the service of a system call, on the thread's system call stack. */
  record Syscall(List<Operation> body) implements Operation {}

  /** Passes a tracepoint. */
  record Tracepoint() implements Operation {}

  /**
   * Runs {@code body} {@code rounds} times and has the rounds timed; {@code name} is where the time
   * is added to.
   */
  record Measure(String name, long rounds, List<Operation> body) implements Operation {}

  /** Maps {@code bytes} of anonymous memory, which stay untouched, and keeps the address. */
  record Mmap(long bytes) implements Operation {}

  /** Takes away what the thread mapped last. */
  record Munmap() implements Operation {}

  /** Runs {@code body} with the lock of the list of mappings held for writing. */
  record VmaLock(List<Operation> body) implements Operation {}

  /** Hands the block that the thread allocated last to the ring {@code name}. */
  record Give(String name) implements Operation {}

  /** Takes a block from the ring {@code name}; it is then the thread's latest. */
  record Take(String name) implements Operation {}

  /** Writes {@code bytes} into the scenario's pipe. */
  record PipeWrite(long bytes) implements Operation {}

  /** Reads {@code bytes} from the scenario's pipe. */
  record PipeRead(long bytes) implements Operation {}

  /** Creates and starts one more thread of a group of the scenario. */
  record Spawn(String group) implements Operation {}

  /**
   * Waits for the end of the oldest thread of a group that the thread has spawned and not joined.
   */
  record Join(String group) implements Operation {}

  /** Sleeps for {@code nanos} nanoseconds of simulated time or, rounded up, little more. */
  record Sleep(long nanos) implements Operation {}

  /**
   * Makes an object that another CPU's scheduler reads, and waits until it has (OSv issue 790).
   *
   * @param where where the object lies
   * @param cpu number of that CPU; empty for the one after the thread's own
   */
  record OnStackObject(Place where, OptionalInt cpu) implements Operation {
    /** Where an object lies. */
    public enum Place {
      /** In the frame of the function. */
      STACK,
      /** In a block from malloc, which is freed afterwards. */
      HEAP
    }
  }
}
