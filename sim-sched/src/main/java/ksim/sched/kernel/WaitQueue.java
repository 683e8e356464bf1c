package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * Inlined operations on a FIFO of waiting threads, all under its spinlock.
 *
 * <p>How to sleep without losing a wake-up: with preemption off and the lock held, {@link
 * #sleepOn}; release the lock; call {@code thread_wait}. How to wake: with the lock held, {@link
 * #pop}; then {@code thread_wake}, with or without the lock. Each thread is popped once for each
 * time it queued, so each wait has exactly one wake; where the wake comes before {@code
 * thread_wait} has switched away, it finds the thread WAITING and puts it in the run queue from
 * which the switch then takes it.
 */
final class WaitQueue {
  private WaitQueue() {}

  /** Takes the lock of the object in {@code object}; EAX is lost. */
  static void lock(Assembler a, RegisterOperand object) {
    Spinlock.lock(a, dword(object, WaitQueueLayout.LOCK));
  }

  /** Releases the lock of the object in {@code object}. */
  static void unlock(Assembler a, RegisterOperand object) {
    Spinlock.unlock(a, dword(object, WaitQueueLayout.LOCK));
  }

  /**
   * Appends the current thread, in {@code thread}, and marks it waiting; RAX is lost. The state is
   * set first, so that whoever finds the thread in the queue finds it waiting.
   */
  static void sleepOn(Assembler a, RegisterOperand object, RegisterOperand thread) {
    Label first = a.fresh("first_waiter");
    Label linked = a.fresh("waiter_linked");
    a.mov(qword(thread, ThreadLayout.STATE), ThreadLayout.STATE_WAITING);
    a.mov(qword(thread, ThreadLayout.WAIT_NEXT), 0);
    a.mov(qword(thread, ThreadLayout.WAITS_ON), object);
    a.cmp(qword(object, WaitQueueLayout.HEAD), 0);
    a.jcc(Condition.E, first);
    a.mov(RAX, qword(object, WaitQueueLayout.TAIL));
    a.mov(qword(RAX, ThreadLayout.WAIT_NEXT), thread);
    a.jmp(linked);
    a.bind(first);
    a.mov(qword(object, WaitQueueLayout.HEAD), thread);
    a.bind(linked);
    a.mov(qword(object, WaitQueueLayout.TAIL), thread);
  }

  /** Takes the first thread into {@code target}, zero where there is none; RAX is lost. */
  static void pop(Assembler a, RegisterOperand object, RegisterOperand target) {
    Label empty = a.fresh("no_waiter");
    a.mov(target, qword(object, WaitQueueLayout.HEAD));
    a.test(target, target);
    a.jcc(Condition.E, empty);
    a.mov(RAX, qword(target, ThreadLayout.WAIT_NEXT));
    a.mov(qword(object, WaitQueueLayout.HEAD), RAX);
    a.bind(empty);
  }
}
